"""A place where scripts put versions live: its name, its port, its folder of state, and what happened there."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from checker.api.http import NoAnswer, Reply, Request, Silence, new_client, send
from checker.api.rollout.release import Release
from checker.api.scripts.ran import Ran
from checker.api.scripts.sandbox import Made
from checker.api.scripts.script import Script
from checker.api.stopping.pace import slowness
from checker.deadline import wait_for

LOOPBACK = "127.0.0.1"

#: Seconds that somebody who has been told that a version is live waits for its answer, where it does not come at once.
LATE = 10.0


@dataclass(frozen=True)
class Step:
    """One run of a script, and what users and the engine see right after it."""

    doing: str
    """What the script was asked for: `deploy penguin-id-3f2a:1.4.0`."""
    image: str
    """The image that it was given; empty for none."""
    ran: Ran
    before: str
    """The version that answered before; empty for none."""
    at_once: str
    """The version that answers right after the script's end; a reason in brackets where none does."""
    version: str
    """The version that answers after a moment; empty for none."""
    feedback: list[str] | None
    """The bands that feedback tells of; None where no answer came."""
    sent: list[str]
    """The bands that had been sent until then."""
    running: list[str]
    """The versions of the station's containers that run, one for each."""
    entries: list[str]
    """The lines of the history."""
    evidence: dict[str, str]
    deployed: str = ""
    """The image that an earlier run was given to put the version live that answers now; empty for none."""

    def fail(self, summary: str, *, expected: str, seen: str, then: str = "") -> NoReturn:
        """Raise a Failure about this run."""
        by_hand = then or "curl -i http://localhost:8000/version"
        self.ran.fail(summary, expected=expected, seen=seen, evidence=self.evidence, then=by_hand)


@dataclass
class Station:
    """A deployment of its own: no other one shares its name, its port, its folders."""

    name: str
    port: int
    state: Path
    releases: Sequence[Release]
    shown: str
    """The folder of the scripts, as a person types it."""
    steps: list[Step] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """The bands that no service took."""
    _by_hand: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What its scripts are told by their environment."""
        return {"NAME": self.name, "PORT": str(self.port), "STATE": str(self.state)}

    def run(self, script: Script, seconds: float, image: str = "") -> Step:
        """Run a script here, with the name of an image where it takes one, and look at what came of it."""
        before = self.version()
        words = [image] if image else []
        ran = script.run(*words, environment=self.environment, seconds=seconds)
        at_once = self._ask_once()
        version = at_once if _is_version(at_once) else self._wait(script)
        made = self._made(script)
        known = {release.id: release.version for release in self.releases}
        entries = self._entries()
        earlier = (
            one.image
            for one in reversed(self.steps)
            if one.image and one.ran.ok and one.version == version != one.before
        )
        self._by_hand.append(self._typed(script, image))
        step = Step(
            doing=" ".join([script.path.stem, *words]),
            image=image,
            ran=replace(ran, reproduce="; ".join(self._by_hand)),
            before=before,
            at_once=at_once,
            version=version,
            feedback=self.bands() if version else None,
            sent=list(self.sent),
            running=sorted(known[one.image] for one in made if one.running and one.image in known),
            entries=entries,
            evidence={
                "containers": "\n".join(_line(one, known) for one in made) or "none",
                "history": "\n".join(entries) or "empty",
            },
            deployed=next(earlier, ""),
        )
        self.steps.append(step)
        return step

    def _typed(self, script: Script, image: str) -> str:
        """Return what a person types for a run: the build of the image, and the script."""
        run = f"{'sh' if script.path.suffix == '.sh' else 'python'} {script.shown}"
        names = [one for one in self.releases if one.id == self._meant.get(image)]
        if not names:
            return f"{run} {image}".strip()
        fault = f" --build-arg FAULT={names[0].fault}" if names[0].fault else ""
        build = f"docker build -q --build-arg VERSION={names[0].version}{fault} -t {image} {self.shown}/service"
        return f"{build} && {run} {image}"

    @property
    def _meant(self) -> dict[str, str]:
        """What each name of an image means now."""
        return {name: release.id for release in self.releases for name in release.names}

    def get(self, path: str) -> Reply | None:
        """Ask as users do; None where no whole answer comes."""
        try:
            return self._send(Request("GET", path))
        except NoAnswer:
            return None

    def report(self, band: str, **seen: Any) -> None:
        """Send feedback about a bird as users do; what is answered with 201 has to stay."""
        body = json.dumps({"band": band, **seen}).encode()
        try:
            taken = self._send(Request("POST", "/feedback", body)).status == 201
        except NoAnswer:
            taken = False
        (self.sent if taken else self.refused).append(band)

    def bands(self) -> list[str] | None:
        """Return the bands that the service has feedback about; None where it does not tell."""
        found = _json(self.get("/feedback"))
        try:
            return [str(entry["band"]) for entry in found["feedback"]]
        except (KeyError, TypeError):
            return None

    def version(self) -> str:
        """Return the version that answers; empty where none does."""
        said = self._ask_once()
        return said if _is_version(said) else ""

    def _send(self, request: Request) -> Reply:
        # A busy engine's network loses a packet now and then: silence is met with a second question.
        with suppress(Silence), new_client(LOOPBACK, self.port) as client:
            return send(client, request)
        with new_client(LOOPBACK, self.port) as client:
            return send(client, request)

    def _ask_once(self) -> str:
        try:
            reply = self._send(Request("GET", "/version"))
        except NoAnswer as error:
            return f"({error})"
        found = _json(reply)
        known = {release.version for release in self.releases}
        if reply.status == 200 and isinstance(found, dict) and found.get("model_version") in known:
            return str(found["model_version"])
        return f"({reply})"

    def _wait(self, script: Script) -> str:
        """Return the version that answers in the end; empty for none. Where no container runs, none will."""

        def look() -> str | None:
            found = self.version()
            return found if found or not any(one.running for one in self._made(script)) else None

        return wait_for(look, LATE * slowness(), beat=0.1) or ""

    def _made(self, script: Script) -> list[Made]:
        return [one for one in script.sandbox.containers() if one.name.startswith(self.name)]

    def _entries(self) -> list[str]:
        try:
            text = (self.state / "history.jsonl").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()]


def _line(one: Made, known: Mapping[str, str]) -> str:
    version = known.get(one.image, "another image")
    return f"{one.name} ({version}): {'runs' if one.running else 'does not run'}"


def _is_version(said: str) -> bool:
    return not said.startswith("(")


def _json(reply: Reply | None) -> Any:
    try:
        return json.loads(reply.body) if reply else None
    except (ValueError, RecursionError):
        return None
