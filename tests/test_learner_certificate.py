"""The page that says what a learner has reached: honest, whole, and theirs."""

import re
from pathlib import Path

import pytest

from checker import places
from checker.catalog import exercises, find
from checker.learner import certificate, progress
from checker.learner.certificate import CAPSTONE
from checker.outcomes import CHECKER, Outcome
from tests.learner import Home, lay_out
from tests.results import graded

P, F, B = Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED
FLASK, LAST = find("04"), find(CAPSTONE)
DAY = 1_795_000_000.0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home of this test's own."""
    return lay_out(tmp_path, monkeypatch)


def written() -> str:
    """Write the page and return it."""
    path = certificate.write(DAY)
    assert path == places.STATE / "certificate.html"
    return path.read_text(encoding="utf-8")


def remember(name: str, *outcomes: Outcome, seed: int = 7) -> None:
    """Remember a result of an exercise."""
    progress.remember(graded(name, *outcomes), find(name), "", DAY, seed)


def test_nothing_graded_is_no_page() -> None:
    """There is nothing to say yet."""
    assert certificate.write() is None


def test_without_the_capstone_it_is_a_record() -> None:
    """It says how far the learner is, and certifies nothing."""
    remember("04")
    page = written()
    assert "<h1>Record of progress</h1>" in page
    assert "Certificate of completion" not in page
    assert "The capstone has not been graded yet." in page
    total = sum(one.max_points for one in exercises())
    assert f"{FLASK.max_points} of {total} points in the whole course, 1 of {len(exercises())} exercises" in page


def test_partial_credit_is_told() -> None:
    """A capstone with something open is at so many points, and its open parts have names."""
    remember(CAPSTONE, P, P, F, B)
    page = written()
    reached = LAST.max_points - LAST.checks[2].points - LAST.checks[3].points
    assert f"The capstone is at {reached} of {LAST.max_points} points, and not passed yet." in page
    assert f"<b>Open:</b> {LAST.checks[2].name}, {LAST.checks[3].name}." in page
    assert "<h1>Record of progress</h1>" in page


def test_with_the_capstone_it_is_a_certificate() -> None:
    """It certifies what passed; the other exercises are as they are."""
    remember(CAPSTONE)
    page = written()
    assert "<h1>Certificate of completion</h1>" in page
    assert "Every check of the capstone passed on 20" in page
    assert page.count("not graded yet") == len(exercises()) - 1
    assert f"checker, version {CHECKER}" in page


def test_a_later_failure_does_not_take_it_away() -> None:
    """What passed once has passed; the table tells how it stands now."""
    remember(CAPSTONE)
    remember(CAPSTONE, F)
    page = written()
    assert "Certificate of completion" in page
    assert f'<tr class="failed"><th scope="row">{CAPSTONE}</th>' in page


def test_each_row_has_points_day_and_seed() -> None:
    """A result can be replayed with the seed that stands beside it; a recalled one keeps its own."""
    remember("04", P, F, seed=4711)
    record = progress.load(FLASK)
    assert record.seed == 4711
    assert record.result
    [row] = re.findall(rf"<tr[^>]*><th scope=\"row\">{FLASK.name}</th>.*</tr>", written())
    assert f"{record.result.points} / {FLASK.max_points}" in row
    assert "4711" in row


def test_the_name_is_the_learner_s_and_harmless() -> None:
    """It is kept, tidied and escaped; without one, the page is a learner's."""
    remember("04")
    assert "A learner" in written()
    certificate.keep_name('  Ada <script>"\x1b[31m\n Lovelace ' + "x" * 200)
    page = written()
    assert "Ada &lt;script&gt;&quot; Lovelace x" in page
    assert "<script" not in page
    assert len(certificate.name()) <= certificate.LONGEST_NAME


@pytest.mark.parametrize("text", ["", "[]", "{}", "\x00", '{"name"'])
def test_a_damaged_name_is_none(text: str) -> None:
    """What cannot be read is no name."""
    remember("04")
    (places.STATE / "learner.json").write_text(text, encoding="utf-8")
    assert certificate.name() == ""
    assert "A learner" in written()


def test_a_state_that_cannot_be_written_stops_nothing(home: Home) -> None:
    """There is no page then, and no error."""
    remember("04")
    (home.state / "certificate.html").mkdir()
    assert certificate.write() is None


def test_the_line_says_what_it_is() -> None:
    """A record is not called a certificate."""
    path = places.STATE / "certificate.html"
    assert certificate.line(path).startswith("A record of how far you are: ")
    remember(CAPSTONE)
    assert certificate.line(path).startswith("Your certificate: ")


def test_progress_writes_it_and_names_it(home: Home) -> None:
    """The command keeps a name, writes the page, and says where."""
    remember("04")
    status, said = home.run("progress", "--name", "Ada Lovelace")
    assert status == 0
    assert said.splitlines()[-1] == f"A record of how far you are: {home.state / 'certificate.html'}"
    assert "Ada Lovelace" in (home.state / "certificate.html").read_text(encoding="utf-8")
