"""Versions put live: free ports, names that move, and a history held against what happened."""

import json
import socket
from dataclasses import replace
from typing import Any

import pytest

from checker.api.failure import Failure
from checker.api.rollout import release as release_module
from checker.api.rollout.history import expect_entry
from checker.api.rollout.ports import free_port
from checker.api.rollout.release import Release
from checker.api.rollout.station import Step
from checker.api.scripts.ran import Ran

RELEASES = [Release("1.2.0", "", "sha256:aa", ["p:1.2.0"]), Release("1.3.0", "", "sha256:bb", ["p:1.3.0"])]
RIGHT = {"action": "deploy", "image": "p:1.2.0", "id": "sha256:aa", "outcome": "live"}


def step(*entries: Any, doing: str = "deploy p:1.2.0", status: int = 0, version: str = "1.2.0") -> Step:
    """Return a run after which the history has these entries."""
    lines = [one if isinstance(one, str) else json.dumps(one) for one in entries]
    image = doing.partition(" ")[2]
    ran = Ran(status, "", 1.0, timed_out=False)
    return Step(doing, image, ran, "", version, version, [], [], [version], lines, {})


def test_a_right_entry_holds() -> None:
    """More fields, another order and an id without the name of its hash are right."""
    expect_entry(step({"when": 1, **RIGHT}), [], RELEASES)
    expect_entry(step({**RIGHT, "id": "aa"}), [], RELEASES)


@pytest.mark.parametrize("field", ["action", "image", "id", "outcome"])
def test_a_wrong_or_missing_field_is_named(field: str) -> None:
    """Each of the four is held against what happened."""
    for entry in ({**RIGHT, field: "other"}, {name: value for name, value in RIGHT.items() if name != field}):
        with pytest.raises(Failure, match=f"history's `{field}`"):
            expect_entry(step(entry), [], RELEASES)


@pytest.mark.parametrize("entry", ["not json", "[1]", "{" * 5000])
def test_a_line_that_is_no_object_is_wrong(entry: str) -> None:
    """It is the first field that is missing then."""
    with pytest.raises(Failure, match="is not right"):
        expect_entry(step(entry), [], RELEASES)


def test_each_run_adds_one_line() -> None:
    """None, two, and lines that have changed are told apart."""
    with pytest.raises(Failure, match="writes 0 lines"):
        expect_entry(step(), [], RELEASES)
    with pytest.raises(Failure, match="writes 2 lines"):
        expect_entry(step(RIGHT, RIGHT), [], RELEASES)
    with pytest.raises(Failure, match="changes what was written before"):
        expect_entry(step(RIGHT), ["another line"], RELEASES)


def test_a_failure_is_history_too_and_a_rollback_to_nowhere_need_not_be() -> None:
    """The id of what never was live is not looked at."""
    failed = {"action": "deploy", "image": "p:9", "id": None, "outcome": "failed"}
    expect_entry(step(failed, doing="deploy p:9", status=1), [], RELEASES)
    expect_entry(step(doing="rollback", status=1), [], RELEASES)
    expect_entry(step("whatever", doing="rollback", status=1), [], RELEASES)


def test_a_rollback_tells_what_is_live_now() -> None:
    """Its id is that of the version that answers."""
    entry = {"action": "rollback", "image": "p:1.3.0", "id": "sha256:bb", "outcome": "live"}
    expect_entry(step(entry, doing="rollback", version="1.3.0"), [], RELEASES)
    with pytest.raises(Failure, match="`id`"):
        expect_entry(step(entry, doing="rollback", version="1.2.0"), [], RELEASES)


def test_a_rollback_has_the_image_that_was_deployed() -> None:
    """Its name may mean another image by then: the line has the name all the same, and not the id."""
    entry = {"action": "rollback", "image": "p:stable", "id": "sha256:bb", "outcome": "live"}
    ran = replace(step(entry, doing="rollback", version="1.3.0"), deployed="p:stable")
    expect_entry(ran, [], RELEASES)
    with pytest.raises(Failure, match="`image`"):
        expect_entry(replace(ran, deployed="p:1.3.0"), [], RELEASES)


def test_an_exit_status_that_is_wrong_is_not_held_against_the_line() -> None:
    """A version that does not work and exit status 0: the line says `failed`, and that is so."""
    same = replace(step({**RIGHT, "outcome": "failed"}), before="1.2.0")
    expect_entry(same, [], RELEASES)
    expect_entry(replace(step(doing="rollback"), before="1.2.0"), [], RELEASES)
    with pytest.raises(Failure, match="writes 0 lines"):
        expect_entry(replace(step(), before="1.2.0"), [], RELEASES)


def test_a_name_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever had it before has lost it."""
    monkeypatch.setattr(release_module, "tag", lambda *_: None)
    first, second = (Release(str(number), "", str(number), [f"p:{number}"]) for number in (1, 2))
    first.take("p:stable")
    second.take("p:stable", [first])
    assert (first.names, second.names) == (["p:1"], ["p:2", "p:stable"])
    assert first.name == "p:1"


def test_a_free_port_is_free() -> None:
    """A script can publish it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free_port()))
