"""Time whole commands, in turns, and take medians: the machine's speed drifts, a ratio within a turn does not."""

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from checker.errors import EnvironmentFault

#: Seconds that one command may take.
PATIENCE = 300.0


@dataclass(frozen=True)
class Command:
    """A command to time: what it is called, its words, its environment, and the statuses with which it may end."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str] | None = None

    def seconds(self) -> float:
        """Run it and return how long it took. Raises EnvironmentFault where it does not succeed."""
        started = time.perf_counter()
        ended = subprocess.run(
            self.words, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        took = time.perf_counter() - started
        if ended.returncode != 0:
            last = (ended.stdout + ended.stderr).strip().splitlines()[-1:]
            raise EnvironmentFault(f"{self.name} ended with status {ended.returncode}: {' '.join(last)}")
        return took


def in_turns(commands: Sequence[Callable[[], float]], rounds: int) -> list[list[float]]:
    """Run each command once unmeasured, then all of them in turns; return the seconds of each, round by round."""
    for command in commands:
        command()
    taken = [[command() for command in commands] for _ in range(rounds)]
    return [list(one) for one in zip(*taken, strict=True)]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the ratios, round by round."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def median(seconds: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(seconds)
