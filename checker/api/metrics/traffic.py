"""Send requests of which each counts: several at a time, each once, on a connection of its own."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from checker.api.http import Answer, NoAnswer, Request, Silence, new_client, send
from checker.api.service import Service
from checker.deadline import Deadline
from checker.limits import limits

#: Requests that are under way at a time: enough that every worker of a server gets some.
AT_ONCE = 8


class Lost(Exception):
    """A request met silence: nobody knows whether the service has counted it."""


@dataclass(frozen=True)
class Sent:
    """A request that was answered, and the seconds that it took, seen from outside."""

    answer: Answer
    seconds: float


def send_all(service: Service, requests: Sequence[Request]) -> list[Sent]:
    """Send each request once and return the answers, in the order of the requests.

    Raises Failure where one gets no answer, and Lost where one meets silence.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda request: _once(service, request), requests))


def _once(service: Service, request: Request) -> Sent:
    """Send a request on a new connection: one that stays open would keep to one worker."""
    client = new_client(service.host, service.container.host_port)
    clock = Deadline(limits().request)
    try:
        reply = send(client, request)
        return Sent(Answer(request, reply, service.fail), clock.elapsed)
    except Silence as error:
        raise Lost(f"{request}: {error}") from None
    except NoAnswer as error:
        service.fail(f"{request} gets no answer.", expected="an HTTP answer", seen=str(error), request=request)
    finally:
        client.close()
