"""Deadlines and how SHIP_DEADLINES changes them."""

from collections.abc import Iterator

import pytest

from checker.errors import UsageError
from checker.limits import Limits, limits


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Read the environment anew in each test, and after the last."""
    limits.cache_clear()
    yield
    limits.cache_clear()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Limits()),
        ("build=20", Limits(build=20.0)),
        ("build=20,start=0.5", Limits(build=20.0, start=0.5)),
        (" build = 1e3 , health=1,", Limits(build=1000.0, health=1.0)),
        ("quiet=1,quiet=2", Limits(quiet=2.0)),
    ],
)
def test_deadlines_can_be_changed(text: str, expected: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those named change, the others stay."""
    monkeypatch.setenv("SHIP_DEADLINES", text)
    assert limits() == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "'nonsense' is not NAME=SECONDS"),
        ("build=", "'build=' is not NAME=SECONDS"),
        ("build=soon", "'build=soon' is not NAME=SECONDS"),
        ("build=0", "'build=0' is not"),
        ("build=-1", "'build=-1' is not"),
        ("build=nan", "'build=nan' is not"),
        ("build=inf", "'build=inf' is not"),
        ("stop=1", "unknown stop"),
    ],
)
def test_what_cannot_be_a_deadline_is_refused(text: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says which part, and which names there are."""
    monkeypatch.setenv("SHIP_DEADLINES", text)
    with pytest.raises(UsageError) as caught:
        limits()
    assert words in str(caught.value)
    assert str(caught.value).endswith("Names: build, command, finish, health, quiet, request, start")
    assert caught.value.exit_code == 2
