"""What the coverage page of the two documents refers to is on the site."""

from pathlib import PurePosixPath

from tests.brief.coverage import PAGE, claims

from .built import Built


def test_each_claim_is_taught_in_a_section_of_the_site(site: Built) -> None:
    """Every section that is said to teach a claim is a page of the site and a heading on it."""
    missing = []
    for lesson in {lesson for claim in claims(PAGE.read_text(encoding="utf-8")) for lesson in claim.lessons}:
        path, _, anchor = lesson.partition("#")
        page = PurePosixPath(path).with_suffix(".html").as_posix()
        if page not in site.pages or anchor not in site.parsed(page).headings:
            missing.append(lesson)
    assert not missing
