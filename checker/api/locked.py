"""Whether an image runs as nobody in particular: not as root, under a number that a cluster can read."""

from checker.api.image import Image
from checker.api.service import Service


def expect_no_root(service: Service) -> None:
    """Raise a Failure where a process of a container runs as root."""
    service.expect_running()
    roots = [args for uid, args in service.processes() if uid == 0]
    if roots:
        service.fail(
            "The container runs as root.", expected="processes of a user other than uid 0", seen="; ".join(roots)
        )


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
