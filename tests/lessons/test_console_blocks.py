"""Every console block of the site and of the exercises does what it shows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .page import Reader, blocks, pages
from .transcript import steps

WITH_BLOCKS = [page for page in pages() if blocks(page)]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Give a reader in a fresh copy of the course, who takes along what the page made."""
    reader = Reader(tmp_path)
    try:
        yield reader
    finally:
        left = reader.close()
    assert not left, f"still there after the page: {left}"


@pytest.mark.engine
@pytest.mark.quiet
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=str)
def test_page_does_what_it_shows(page: Path, reader: Reader, record_property: Callable[[str, object], None]) -> None:
    """A reader who types the page's commands sees the page's output."""
    try:
        reader.read(blocks(page))
    finally:
        record_property("console_blocks", reader.executed)
        for reason in reader.skipped:
            record_property("console_block_skipped", reason)


def test_blocks_are_found() -> None:
    """A run that finds no block would prove nothing."""
    assert sum(len(blocks(page)) for page in WITH_BLOCKS) > 0


def test_lessons_hold_blocks() -> None:
    """Each lesson that teaches commands shows some to type: all but the two that tell the story."""
    stories = {Path("docs/start/case-study.md"), Path("docs/start/design-thinking.md")}
    modules = {("docs", module) for module in ("start", "understand", "build", "run", "serve", "manage", "integrate")}
    lessons = {page for page in pages() if page.parts[:2] in modules}
    assert lessons - stories <= set(WITH_BLOCKS)


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=str)
def test_output_does_not_look_like_a_command(page: Path) -> None:
    """The copy button takes what follows a prompt, and `#` is one: no line of output starts with it."""
    lines = [line for block in blocks(page) for step in steps(block.parsed) for line in step.expected]
    assert not [line for line in lines if line.startswith(("#", "%"))]
