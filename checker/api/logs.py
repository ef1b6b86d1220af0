"""What a container prints comes a little after its answer: wait for it."""

from collections.abc import Callable

from checker.api.service import Service
from checker.deadline import wait_for
from checker.limits import limits


def logs_once(service: Service, complete: Callable[[str], bool]) -> str:
    """Return what a container has printed as soon as it is `complete`, or after the time that a request may take."""
    return wait_for(lambda: text if complete(text := service.logs()) else None, limits().request) or service.logs()
