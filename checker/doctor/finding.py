"""What the doctor found about one need of the course."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How a need stands; the value is the word that people read."""

    FINE = "fine"
    WARNING = "note"
    """The course works, something else may surprise: it does not change the exit status."""
    MEND = "mend"
    """The course does not work, or not whole, before this is mended."""


@dataclass(frozen=True)
class Finding:
    """One line of the report: the need, its state, what was found, and how to mend it."""

    need: str
    state: State
    found: str
    mend: str = ""


def fine(need: str, found: str) -> Finding:
    """Return a need that is met."""
    return Finding(need, State.FINE, found)


def warning(need: str, found: str, mend: str) -> Finding:
    """Return a need that is met with something to know."""
    return Finding(need, State.WARNING, found, mend)


def mend(need: str, found: str, how: str) -> Finding:
    """Return a need that is not met."""
    return Finding(need, State.MEND, found, how)
