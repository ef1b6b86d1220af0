"""Read what BuildKit tells of a build (`--progress=rawjson`): its steps, their output, their errors."""

import base64
import codecs
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from checker.text import clean

#: Characters of one step's output that are kept: the end of it.
KEPT = 20_000

_INSTRUCTION = re.compile(r"^\[(?P<where>[^\]]*\d+/\d+)\] (?P<what>.*)$", re.DOTALL)


@dataclass
class Step:
    """One step of a build: its name as BuildKit prints it, whether the cache gave it, its output, its error."""

    name: str = ""
    cached: bool = False
    completed: bool = False
    heard: float = 0.0
    """When we heard of its start, on the monotonic clock."""
    log: str = ""
    error: str = ""
    decoder: codecs.IncrementalDecoder = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace"))

    @property
    def instruction(self) -> str:
        """The instruction of the Dockerfile, `RUN pip install ...`; empty for BuildKit's own steps."""
        match = _INSTRUCTION.match(self.name)
        return match["what"] if match else ""


@dataclass
class Progress:
    """A build so far: the steps in the order in which they appeared, and what stood outside the protocol."""

    say: Callable[[str], None]
    steps: dict[str, Step] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def line(self, line: str) -> None:
        """Take one line of output: a message, a part of a message printed over several lines, or plain text."""
        if line.startswith("ERROR: "):
            self._open = []  # a message that was cut off says nothing
        if self._open:
            self._open.append(line)
            if line.rstrip() == "}":
                lines, self._open = self._open, []
                self._whole("".join(lines))
        elif line.rstrip() == "{":
            self._open.append(line)
        else:
            self._whole(line)

    def _whole(self, text: str) -> None:
        """Take a message that is complete; what is none, also one that was cut off, is plain text."""
        try:
            message = json.loads(text) if text.startswith("{") else None
        except ValueError:
            message = None
        if isinstance(message, dict):
            self._message(message)
            return
        self.notes += filter(None, (clean(line.rstrip()) for line in text.splitlines()))

    def _message(self, message: dict[str, Any]) -> None:
        for vertex in message.get("vertexes") or []:
            self._vertex(vertex)
        for log in message.get("logs") or []:
            self._log(log)

    def _vertex(self, vertex: dict[str, Any]) -> None:
        step = self.steps.setdefault(vertex["digest"], Step())
        step.name = vertex.get("name") or step.name
        step.cached = bool(vertex.get("cached")) or step.cached
        step.error = clean(vertex.get("error") or "") or step.error
        if vertex.get("completed"):
            step.completed = True
        elif vertex.get("started") and step.instruction:
            step.heard = step.heard or time.monotonic()
            self.say(f"building {clean(step.name)}")

    def _log(self, log: dict[str, Any]) -> None:
        step = self.steps.setdefault(log["vertex"], Step())
        # A piece may end in the middle of a character: the next one has the rest.
        step.log = (step.log + step.decoder.decode(base64.b64decode(log.get("data") or "")))[-KEPT:]

    @property
    def failed(self) -> Step | None:
        """The step that ended the build; None where no step did."""
        broken = [step for step in self.steps.values() if step.error]
        named = [step for step in broken if step.instruction and "canceled" not in step.error]
        return next(iter(named or broken), None)

    @property
    def running(self) -> Step | None:
        """The last instruction that started and has not ended."""
        return next((s for s in reversed(self.steps.values()) if s.instruction and not s.completed), None)
