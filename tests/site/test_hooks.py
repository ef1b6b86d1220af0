"""Navigation and pages are made from the files, without lists."""

from pathlib import Path

import pytest

from checker import catalog
from checker.site.accessibility import ThemeChanged, mended
from checker.site.boxes import lesson_box, road_map
from checker.site.hooks import exercise_page, navigation
from checker.site.pages import ExercisePage, Lesson, PageError, exercise_pages, front_matter

LESSON = Lesson(
    "build/first-dockerfile.md",
    {"title": "First", "minutes": 9, "objectives": ["do it"], "prerequisites": ["start/a.md"], "exercise": "03-x"},
)
EMPTY = {"folder": "run", "title": "3 Run", "blurb": "Later."}
BUILD = {"folder": "build", "title": "2 Build", "blurb": "Now."}


@pytest.fixture
def page() -> ExercisePage:
    """Give the page of exercise 03."""
    return next(page for page in exercise_pages() if page.exercise.number == "03")


def test_exercises_follow_their_lesson(page: ExercisePage) -> None:
    """The next page after a lesson is its exercise, and modules without lessons are left out."""
    nav = navigation([(BUILD, [LESSON]), (EMPTY, [])], [page])
    assert nav[1] == {"2 Build": [{"First": LESSON.path}, {f"Exercise {page.title}": page.path}]}
    assert all("3 Run" not in entry for entry in nav)


def test_lesson_box_names_times_and_prerequisites(page: ExercisePage) -> None:
    """The box at the top of a lesson has both times, and a link to what comes before."""
    box = lesson_box(LESSON, {"start/a.md": "Before"}, page)
    assert f"9 minutes to read, {page.meta['minutes']} for exercise 03" in box
    assert "[Before](../start/a.md)" in box


def test_exercise_page_has_the_rubric(page: ExercisePage) -> None:
    """An exercise's page shows its command, and every check with its points and its section."""
    text = exercise_page(page, {})
    assert "nox -s check -- 03" in text
    for check in page.exercise.checks:
        assert f"| [{check.title}](../{check.lesson}) | {check.points} |" in text


@pytest.mark.parametrize("page", exercise_pages(), ids=lambda page: page.name)
def test_points_stand_once(page: ExercisePage) -> None:
    """The README says what each check asks for, in the order of the checks; the points are the box's."""
    rows = [line.split("|") for line in page.body.split("## What is graded")[1].splitlines() if line.startswith("| `")]
    graded = [row[1].strip(" `") for row in rows]
    assert graded == [check.name for check in page.exercise.checks]
    assert {len(row) for row in rows} == {4}


def test_exercise_page_has_one_heading(page: ExercisePage) -> None:
    """The README's own heading is replaced, not repeated."""
    lines = exercise_page(page, {}).splitlines()
    assert [line for line in lines if line.startswith("# ")] == [f"# {page.title}"]


def test_road_map_says_what_is_not_written(page: ExercisePage) -> None:
    """A module without lessons is on the road map and says so."""
    text = road_map([(BUILD, [LESSON]), (EMPTY, [])], [page])
    assert "Its lessons are not written yet." in text
    assert "[First](build/first-dockerfile.md)" in text


def test_missing_front_matter_names_file_and_field(tmp_path: Path) -> None:
    """A page without front matter, or without a field, stops the build with one line."""
    file = tmp_path / "page.md"
    file.write_text("# Page\n")
    with pytest.raises(PageError, match=r"start/page\.md: the page has no front matter"):
        front_matter(file, "start/page.md", frozenset({"title"}))
    file.write_text("---\ntitle: Page\n---\n")
    with pytest.raises(PageError, match=r"start/page\.md: the front matter lacks minutes"):
        front_matter(file, "start/page.md", frozenset({"title", "minutes"}))


def test_a_changed_theme_stops_the_build() -> None:
    """Mends that no longer fit are not lost in silence."""
    with pytest.raises(ThemeChanged, match="accessibility"):
        mended("<html></html>")


def test_catalog_and_pages_agree() -> None:
    """Each exercise that is graded has a page."""
    assert [page.name for page in exercise_pages()] == [exercise.name for exercise in catalog.exercises()]
