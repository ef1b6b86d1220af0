"""Read `coverage.md`: each claim of the two documents, the sections that teach it, the checks that practise it."""

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).with_name("coverage.md")

_REFERENCE = re.compile(r"`([^`]+)`")
_CELLS = 3


@dataclass(frozen=True)
class Claim:
    """One row: the part of the document, the claim, sections as `docs-path#anchor`, checks as `exercise/check`."""

    part: str
    text: str
    lessons: tuple[str, ...]
    checks: tuple[str, ...]


def claims(page: str) -> list[Claim]:
    """Return the claims of a page in order. Raises ValueError for a row that has not three cells."""
    found: list[Claim] = []
    part, inside = "", False
    for line in page.splitlines():
        if line.startswith("#"):
            part, inside = line.lstrip("# ").strip(), False
        elif line.startswith("| ---"):
            inside = True
        elif line.startswith("|") and inside:
            found.append(_claim(part, line))
    return found


def _claim(part: str, line: str) -> Claim:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if len(cells) != _CELLS:
        message = f"{part}: a row has {len(cells)} cells: {line}"
        raise ValueError(message)
    return Claim(part, cells[0], tuple(_REFERENCE.findall(cells[1])), tuple(_REFERENCE.findall(cells[2])))
