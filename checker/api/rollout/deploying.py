"""Versions put live one after the other by a script, while requests go on: what came of each, and who answered then."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import NoReturn

from checker.api.attempt import Attempt
from checker.api.http import Request
from checker.api.load.load import Load
from checker.api.load.sent import Sent, send_once
from checker.api.rollout.ports import free_port
from checker.api.rollout.release import Release
from checker.api.scripts.ran import Ran
from checker.api.scripts.sandbox import Made
from checker.api.scripts.script import Script
from checker.deadline import wait_for
from checker.text import tail

LOOPBACK = "127.0.0.1"

#: Answers that are looked at after a deployment, and seconds in which they come.
AFTERWARDS = 6
SOON = 10.0
#: Seconds in which somebody who needs no service has answered in its place.
WITHOUT = 2.0


@dataclass(frozen=True)
class Deployment:
    """One run of the script: when, how it went, which containers were there right after it, which versions answered."""

    release: Release
    began: float
    ended: float
    ran: Ran
    made: Sequence[Made]
    answers: Sequence[Sent]
    """The first answers to requests that were sent after its end."""
    evidence: Mapping[str, str]

    def fail(
        self, summary: str, *, expected: str, seen: str, then: str = "curl -i http://localhost:8000/version"
    ) -> NoReturn:
        """Raise a Failure about this deployment."""
        self.ran.fail(summary, expected=expected, seen=seen, evidence=self.evidence, then=then)


class Place:
    """Where the script deploys: its name, its port, and what a person types to do the same."""

    def __init__(self, attempt: Attempt, releases: Sequence[Release], seconds: float) -> None:
        """Choose them; a run of the script may take so many seconds."""
        self._attempt = attempt
        self._script = Script.find(attempt, attempt.folder, "deploy")
        self._releases = releases
        self._port = free_port()
        self._environment = {"NAME": f"penguin-{secrets.token_hex(3)}", "PORT": str(self._port)}
        self._seconds = seconds
        self._typed: list[str] = []

    def load(self, requests: Sequence[Request], clients: int, pace: float) -> Load:
        """Return requests to the port, at a pace."""
        return Load((LOOPBACK, self._port), requests, clients=clients, every=pace)

    def deploy(self, release: Release, steady: Load, patience: float = 0.0) -> Deployment:
        """Run the script while requests go on, and look at what came of it: after a first answer, or `patience`."""
        steady.more(AFTERWARDS, SOON)
        began = monotonic()
        ran = self._script.run(release.name, environment=self._environment, seconds=self._seconds)
        ended = monotonic()
        made = self._script.sandbox.containers()
        settled = wait_for(lambda: _first_good(steady, ended), patience) or ended
        later = steady.begun_after(settled, AFTERWARDS, SOON)
        self._typed.append(self._by_hand(release))
        ran = replace(ran, reproduce="; ".join(self._typed))
        return Deployment(release, began, ended, ran, made, later, self._evidence(made))

    def ask_without(self, request: Request) -> Sent:
        """Remove every container of the releases, and return what becomes of a request then."""
        ours = {one.id for one in self._releases}
        for one in self._script.sandbox.containers():
            if one.image in ours:
                self._script.sandbox.remove(one)
        return send_once(LOOPBACK, self._port, request, WITHOUT)

    def _by_hand(self, release: Release) -> str:
        fault = f" --build-arg FAULT={release.fault}" if release.fault else ""
        service = f"{self._attempt.shown_folder}/service"
        build = f"docker build -q --build-arg VERSION={release.version}{fault} -t {release.name} {service}"
        program = "sh" if self._script.path.suffix == ".sh" else "python"
        return f"{build} && {program} {self._script.shown} {release.name}"

    def _evidence(self, made: Sequence[Made]) -> dict[str, str]:
        versions = {one.id: f"version {one.version}" for one in self._releases}
        lines = [
            f"{one.name} ({versions.get(one.image, 'another image')}): {'runs' if one.running else 'does not run'}"
            + (f", publishes {', '.join(map(str, one.published))}" if one.published else "")
            for one in made
        ]
        logs = {
            f"logs of {one.name}": tail(self._script.sandbox.logs(one.name), lines=6)
            for one in made
            if one.image not in versions
        }
        return {"containers": "\n".join(lines) or "none", "PORT": str(self._port), **logs}


def _first_good(steady: Load, since: float) -> float | None:
    """Return when the first request after a moment that was answered well began; None where none was."""
    return min((one.began for one in steady.sent if one.ok and one.began > since), default=None)
