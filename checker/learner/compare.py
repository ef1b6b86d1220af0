"""The learner's files against our solution, as a coloured diff."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from checker.learner.starters import File, Files, read
from checker.text import clean

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


@dataclass(frozen=True)
class Comparison:
    """What is different: path to the lines of its diff, and the files that only the learner has."""

    diffs: dict[str, list[str]]
    only_yours: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the learner's files are ours."""
        return not self.diffs and not self.only_yours


def compare(yours: Path, ours: Path) -> Comparison:
    """Compare two folders. Raises OSError where a file cannot be read."""
    mine, good = read(yours), read(ours)
    diffs = {name: lines for name in sorted(good) if (lines := _diff(name, mine, good))}
    only = sorted(name for name in mine if name not in good and name != "README.md")
    return Comparison(diffs, tuple(only))


def _diff(name: str, mine: Files, good: Files) -> list[str]:
    before, after = (_lines(files.get(name)) for files in (mine, good))
    if before is None or after is None:
        same = name in mine and mine[name].data == good[name].data
        return [] if same else ["The two are not text, and they differ."]
    yours = f"yours/{name}" if name in mine else "not in yours"
    return [clean(line) for line in difflib.unified_diff(before, after, yours, f"ours/{name}", lineterm="")]


def _lines(file: File | None) -> list[str] | None:
    """Return the lines of a text; None for what is no text."""
    try:
        return file.data.decode("utf-8").splitlines() if file else []
    except UnicodeDecodeError:
        return None


def words(found: Comparison) -> Group:
    """Return the comparison to print."""
    return Group(*_words(found))


def _words(found: Comparison) -> Iterator[RenderableType]:
    if found.same:
        yield Text("Your files are the same as ours.")
        return
    yield Text("- is a line of yours, + is a line of ours. Different is not wrong: the checks look at what runs.")
    for name, lines in found.diffs.items():
        yield Text(f"\n{name}", style="bold")
        yield from (Text(line, style=_STYLES.get(line[:1], "")) for line in lines)
    if found.only_yours:
        yield Text(f"\nOnly in yours: {', '.join(found.only_yours)}", style="dim")
