"""Whether a service's health check notices that its program does not run."""

import shlex
from typing import Any

from checker.api.attempt import Attempt
from checker.api.stacks.member import Member
from checker.deadline import wait_for
from checker.engine.container import CannotStart, Container
from checker.engine.plan import Plan
from checker.limits import limits

#: What runs instead of the service's program, for longer than anybody looks.
ASLEEP = ("sleep", "60")

#: The first run of a health check decides, and comes soon: nanoseconds.
AT_ONCE = {"interval": 200_000_000, "start_period": 1_000_000, "timeout": 5_000_000_000, "retries": 1}


def healthy_asleep(attempt: Attempt, member: Member) -> str:
    """Return a service's health check as a person types it if it succeeds where nothing but `sleep` runs; else nothing.

    It is tried in a container of the same image, with the same environment and without a network. An image that has
    no `sleep` is taken at its word.
    """
    inspected = member.project.containers(member.service)[0]
    test: list[str] = (inspected["Config"].get("Healthcheck") or {}).get("Test") or ["NONE"]
    if test[0] == "NONE":
        return ""
    asleep = Plan(
        inspected["Image"],
        attempt.labels,
        entrypoint=ASLEEP[:1],
        command=ASLEEP[1:],
        environment=_environment(inspected["Config"]),
        health={"test": test, **AT_ONCE},
        network="none",
    )
    container = attempt.holds(Container(asleep))
    try:
        container.start()
    except CannotStart:
        return ""
    status = wait_for(lambda: _settled(container), limits().health, beat=0.1)
    container.remove()
    return _typed(test) if status == "healthy" else ""


def _environment(config: dict[str, Any]) -> dict[str, str]:
    pairs = (one.partition("=") for one in config["Env"] or [])
    return {name: value for name, _, value in pairs}


def _settled(container: Container) -> str | None:
    health = container.state().health
    return health if health in {"healthy", "unhealthy"} else None


def _typed(test: list[str]) -> str:
    return test[1] if test[0] == "CMD-SHELL" else shlex.join(test[1:])
