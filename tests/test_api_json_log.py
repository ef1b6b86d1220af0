"""A log of JSON objects: what is none is told apart, and both streams are searched."""

from typing import TYPE_CHECKING, cast

import pytest

from checker.api import json_log as module
from checker.api.json_log import JsonLog, json_log
from checker.limits import Limits

if TYPE_CHECKING:
    from checker.api.service import Service

OUT = '{"request_id": "a", "status": 200}\r\n\n[1]\nstarted\n{"request_id": "b", "who": "a\\u2028b"}\n{broken\n'


def test_objects_and_other_lines() -> None:
    """Empty lines do not count; lists, words and broken objects are no objects."""
    log = JsonLog.parse(OUT)
    assert [line["request_id"] for line in log.lines] == ["a", "b"]
    assert log.others == ("[1]", "started", "{broken")
    assert log.having(request_id="a") == [{"request_id": "a", "status": 200}]
    assert log.having(request_id="a", status=404) == log.having(who=None) == []


def test_a_text_is_found_on_both_streams() -> None:
    """Whatever its case."""
    log = JsonLog.parse(OUT, "Authorization: Bearer ABC\n")
    assert log.holds("bearer abc") == "Authorization: Bearer ABC"
    assert log.holds("started") == "started"
    assert log.holds("nobody") == ""


class _Container:
    """A container whose standard output grows by a line at each look."""

    def __init__(self) -> None:
        self.looks = 0

    def output(self, *, stdout: bool = True, stderr: bool = True) -> str:
        """Return one stream."""
        self.looks += not stderr
        return "{}\n" * self.looks if stdout else "error\n"


class _Service:
    def __init__(self) -> None:
        self.container = _Container()


def test_the_log_is_read_until_it_is_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    """What never comes ends at the deadline, with the log as it is."""
    service = cast("Service", _Service())
    assert len(json_log(service, lambda log: len(log.lines) == 3).lines) == 3
    monkeypatch.setattr(module, "limits", lambda: Limits(request=0.05))
    assert json_log(service, lambda _: False).stderr == "error\n"
