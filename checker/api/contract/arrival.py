"""A model that comes late: a container is started before its model is whole, and is given it afterwards."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from checker.api.contract.asking import UNAVAILABLE
from checker.api.contract.bodies import Raw, written
from checker.api.contract.terms import Terms
from checker.api.http import NoAnswer, Request, new_client, send
from checker.api.image import Image
from checker.api.service import Service
from checker.api.setting import Setting
from checker.api.stopping.pace import slowness
from checker.deadline import wait_for
from checker.limits import limits

#: Seconds in which a service has to say that it lives, on an idle machine. It has nothing to load yet. And how many
#: times longer it may take than the same image took with its model.
ALIVE = 5.0
LONGER = 6.0

#: Answers of `/ready`, each on a connection of its own, that have to be yes before all workers count as ready.
IN_A_ROW = 20

#: Where the model of a container that a person starts comes late, and the model that comes.
BY_HAND = "/tmp/late.json"  # noqa: S108  (in the container)
MODEL = "model_v3.json"


@dataclass(frozen=True)
class Late:
    """A container whose model is on its way: half of it lies at MODEL_PATH already."""

    service: Service
    terms: Terms
    path: str

    @classmethod
    def start(
        cls, image: Image, host: str, terms: Terms, like: Service, environment: Mapping[str, str] | None = None
    ) -> "Late":
        """Start it, and wait until it answers `/health`, or ought to have answered; `like` had its model at once."""
        path = f"/models/{terms.model.version}/model.json"
        whole = _contents(terms)
        setting = Setting(
            environment={"MODEL_PATH": path, **(environment or {})},
            files={path: whole[: len(whole) // 2]},
            by_hand=f"-e MODEL_PATH={BY_HAND}",
        )
        seconds = max(ALIVE * slowness(), LONGER * like.seconds)
        return cls(image.serve(host, setting, seconds), terms, path)

    def expect_waiting(self, bird: Raw) -> None:
        """Raise a Failure unless it says that it lives, and that it cannot serve yet."""
        service = self.service.expect_running()
        if not service.outcome.answers:
            service.fail(
                "While its model is on its way, GET /health gets no answer.",
                expected='status 200 and {"status": "ok"}: the process lives, and loads its model beside',
                seen=service.outcome.last,
                request=Request("GET", "/health"),
            )
        service.get("/health").expect(200, json={"status": "ok"})
        one = written(bird)
        for request in (
            Request("GET", "/ready"),
            Request("POST", self.terms.single, one.encode()),
            Request("POST", self.terms.batch, f'{{"birds": [{one}]}}'.encode()),
        ):
            answer = service.ask(request)
            if answer.status != UNAVAILABLE:
                service.fail(
                    f"While its model is on its way, {request} answers {answer.status}.",
                    expected=f"status {UNAVAILABLE}, until the whole model is loaded",
                    seen=str(answer.reply),
                    request=request,
                )

    def arrive(self, image: Image) -> Service:
        """Return a container that has its whole model: this one, or, where this one did not live so long, another."""
        container = self.service.container
        if container.state().running:
            container.copy_in(self.path, _contents(self.terms))
            model = f"{image.attempt.shown_folder}/{MODEL}"
            self.service.then_by_hand = f"docker cp {model} {self.service.name}:{BY_HAND}"
            return self.service
        setting = Setting(environment=container.plan.environment, files={self.path: _contents(self.terms)})
        return image.serve(self.service.host, setting)


def _contents(terms: Terms) -> bytes:
    return json.dumps(terms.file, indent=1).encode()


def expect_ready(service: Service) -> None:
    """Raise a Failure unless `/ready` becomes 200 in time, in every worker."""
    service.expect_running()
    last = "no answer"

    def look() -> bool | None:
        nonlocal last
        for _ in range(IN_A_ROW):
            with new_client(service.host, service.container.host_port) as client:
                try:
                    reply = send(client, Request("GET", "/ready"))
                except NoAnswer as error:
                    last = str(error)
                    return None
            last = str(reply)
            if reply.status != 200:
                # Nothing is being loaded behind an address that does not exist.
                return False if reply.status not in {200, UNAVAILABLE} else None
        return True

    if not wait_for(look, limits().start, beat=0.05):
        service.fail(
            "Its model is there, and GET /ready does not say so.",
            expected=f'status 200 and {{"status": "ready"}} within {limits().start:.0f} s of the model\'s arrival',
            seen=last,
            request=Request("GET", "/ready"),
        )
    service.get("/ready").expect(200, json={"status": "ready"})
