"""Worker processes: how many a container has, and whether more than one of them answers."""

import json
from concurrent.futures import ThreadPoolExecutor, as_completed

from checker.api.http import NoAnswer, Request, new_client, send
from checker.api.service import Service
from checker.api.stopping.orphans import Process, processes

#: The first process of a container.
FIRST = 1

#: Requests that are sent at once, each on a connection of its own, while a process is frozen: one answer is enough.
AT_ONCE = 6

_HEALTH = Request("GET", "/health")


def worker_processes(service: Service) -> list[Process]:
    """Return the descendants of a container's first process that have no children: its workers, and helpers of theirs.

    A container with one process alone has that one. Raises Failure where there is no shell to look with.
    """
    said = service.execute("sh", "-c", "cat /proc/[0-9]*/stat").output
    table = {one.number: one for one in processes(said)}
    if FIRST not in table:
        service.fail(
            "No shell can be started in the container, so its processes cannot be seen.",
            expected="an image with `sh` and `cat`, as the base image has them",
            seen=said,
        )
    parents = {one.parent for one in table.values()}
    found = [one for one in table.values() if one.number not in parents and _descends(one, table)]
    return found or [table[FIRST]]


def _descends(one: Process, table: dict[int, Process]) -> bool:
    seen: set[int] = set()
    while one.number not in seen:
        seen.add(one.number)
        if one.parent == FIRST:
            return True
        if one.parent not in table:
            return False
        one = table[one.parent]
    return False


def expect_workers(service: Service, fewer: Service, more: int) -> None:
    """Raise a Failure unless a container has `more` worker processes than another one, and several answer.

    Each process is frozen in turn: where another one answers meanwhile, there are two that do.
    """
    many, few = worker_processes(service), worker_processes(fewer)
    if len(many) - len(few) != more:
        environment = [json.dumps(dict(one.container.plan.environment)) for one in (fewer, service)]
        service.fail(
            "WEB_CONCURRENCY does not say how many worker processes there are.",
            expected=f"{more} more with {environment[1]} than with {environment[0]}",
            seen=f"{len(few)} and {len(many)} processes: {'; '.join(args for _, args in service.processes())}",
        )
    for one in many:
        _expect_others(service, one)


def _expect_others(service: Service, frozen: Process) -> None:
    """Raise a Failure unless somebody answers while a process is frozen."""
    service.execute("sh", "-c", f"kill -STOP {frozen.number}")
    try:
        answered = _somebody_answers(service)
    finally:
        service.execute("sh", "-c", f"kill -CONT {frozen.number}")
    if not answered:
        service.fail(
            f"While process {frozen.number} ({frozen.name}) is frozen, nobody answers: the others do not serve.",
            expected="worker processes that share the work",
            seen="no answer to GET /health",
        )


def _somebody_answers(service: Service) -> bool:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [pool.submit(_answers, service) for _ in range(AT_ONCE)]
        return any(one.result() for one in as_completed(asked))


def _answers(service: Service) -> bool:
    with new_client(service.host, service.container.host_port) as client:
        try:
            return send(client, _HEALTH).status == 200
        except NoAnswer:
            return False
