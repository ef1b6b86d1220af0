"""Whether an image runs as nobody in particular: not as root, under a number that a cluster can read."""

from checker.api.image import Image
from checker.api.service import Service


def expect_no_root(service: Service) -> None:
    """Raise a Failure where a process of a container runs as root."""
    service.expect_running()
    roots = [args for uid, args in service.processes() if uid == 0]
    # A health check comes and goes: a look at the processes may miss it.
    roots += _health_check_of_root(service)
    if roots:
        service.fail(
            "The container runs as root.", expected="processes of a user other than uid 0", seen="; ".join(roots)
        )


def _health_check_of_root(service: Service) -> list[str]:
    """Return the health check of a container whose user is root: what a start command drops, it drops for itself."""
    config = service.container.inspect()["Config"]
    test = (config.get("Healthcheck") or {}).get("Test") or ["NONE"]
    user = str(config.get("User") or "root").partition(":")[0]
    return [f"the health check: {' '.join(test[1:])}"] if user in {"root", "0"} and test != ["NONE"] else []


def expect_numeric_user(image: Image) -> None:
    """Raise a Failure unless an image names its user by a number other than 0."""
    user = str(image.config.get("User") or "")
    number = user.partition(":")[0]
    if not number.isdecimal() or int(number) == 0:
        image.fail(
            "The image does not name its user by a number.",
            expected="USER with a fixed numeric id other than 0, such as 10001 or 10001:10001",
            seen=f"USER {user}" if user else "no USER",
        )
