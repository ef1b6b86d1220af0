"""The course keeps what the two documents promise: each claim is taught in a section and practised by a check."""

from collections import Counter

import pytest

from checker.catalog import exercises
from checker.places import ROOT

from .brief.coverage import PAGE, Claim, claims

#: Statements (sentences and bullets) of each part of the documents. A sentence may hold several claims, so that a part
#: may have more rows, and never fewer.
STATEMENTS = {
    "The case study": 7,
    "The design thinking process": 7,
    "Why containers matter": 5,
    "Next steps": 3,
    "What containerization is": 3,
    "The shipping container": 5,
    "What MLOps teams gain": 8,
    "Other DevOps tools": 1,
}
MODULES = {"start", "understand"}
CLAIMS = claims(PAGE.read_text(encoding="utf-8"))

every_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text)


def test_every_part_of_the_documents_is_covered() -> None:
    """The page has the documents' parts, in their order, each with a row for every statement at least."""
    rows = Counter(claim.part for claim in CLAIMS)
    assert list(rows) == list(STATEMENTS)
    assert not {part: rows[part] for part, statements in STATEMENTS.items() if rows[part] < statements}


def test_no_claim_stands_twice() -> None:
    """A row that is repeated would hide one that is missing."""
    assert len({claim.text for claim in CLAIMS}) == len(CLAIMS)


@every_claim
def test_no_cell_is_empty(claim: Claim) -> None:
    """A claim has words, a section that teaches it, and a check that practises it."""
    assert claim.text
    assert claim.lessons
    assert claim.checks


@every_claim
def test_start_here_or_the_first_module_teaches_it(claim: Claim) -> None:
    """The documents are taught by "Start here" and "Understand"; later modules may teach more."""
    assert {lesson.split("/")[0] for lesson in claim.lessons} & MODULES
    assert all((ROOT / "docs" / lesson.partition("#")[0]).is_file() for lesson in claim.lessons)


@every_claim
def test_the_checks_are_graded(claim: Claim) -> None:
    """Each check is in the rubric of its exercise."""
    known = {f"{exercise.name}/{check.name}" for exercise in exercises() for check in exercise.checks}
    assert set(claim.checks) <= known


@pytest.mark.parametrize(
    ("row", "reason"),
    [("| a claim | `start/a.md#b` |", "2 cells"), ("| a | b | c | d |", "4 cells")],
)
def test_a_broken_row_is_told(row: str, reason: str) -> None:
    """A row that lost a cell is an error, not a row that is passed over."""
    with pytest.raises(ValueError, match=reason):
        claims(f"## Part\n\n| claim | taught in | practised by |\n| --- | --- | --- |\n{row}\n")
