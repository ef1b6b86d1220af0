"""Labels: who owns an object of the engine, and whether anybody still does."""

import os
import socket
import subprocess
import sys
import time

import pytest

from checker.engine import labels
from checker.engine.labels import EXERCISE, EXPIRES, LIFETIME, OWNER, PREFIX, RUN, Owner, is_dead

NOW = 1_000_000.0
LATER = {RUN: "run", EXPIRES: "1000001"}
EXPIRED = {RUN: "run", EXPIRES: "999999"}


def owner(**changes: object) -> Owner:
    """Return this process as an owner, with changes."""
    return Owner(**{**vars(Owner.current()), **changes})


@pytest.fixture
def ended() -> Owner:
    """Return an owner whose process has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    gone = owner(pid=process.pid, start=labels.start_time(process.pid))
    process.communicate()
    return gone


def test_an_owner_reads_back_as_it_was() -> None:
    """Through the text of a label nothing is lost."""
    here = Owner.current()
    assert Owner.parse(str(here)) == here
    assert here == Owner(socket.gethostname(), labels.boot_id(), os.getpid(), labels.start_time(os.getpid()))


@pytest.mark.parametrize("text", ["", "host", "host|boot|1", "host|boot|one|start", "h|b|²|s", "h|b|-1|s", "a|b|1|c|d"])
def test_other_text_is_no_owner(text: str) -> None:
    """Labels that we did not write name nobody."""
    assert Owner.parse(text) is None


def test_every_object_says_whose_it_is() -> None:
    """Run, exercise, owner and the moment from which it belongs to nobody, all under one prefix."""
    made = labels.labels("abc", "04-flask-endpoint", Owner.current())
    assert set(made) == {RUN, EXERCISE, OWNER, EXPIRES}
    assert all(name.startswith(PREFIX) for name in made)
    assert made[RUN] == "abc"
    assert abs(int(made[EXPIRES]) - time.time() - LIFETIME) < 5
    assert not is_dead(made, time.time())


def test_the_living_keep_what_is_theirs() -> None:
    """Also when it has expired: its owner still works with it."""
    assert not is_dead({**EXPIRED, OWNER: str(Owner.current())}, NOW)


def test_what_the_dead_left_is_dead(ended: Owner) -> None:
    """At once, not when it expires."""
    assert is_dead({**LATER, OWNER: str(ended)}, NOW)


def test_a_pid_that_was_given_again_is_another_process() -> None:
    """Pids come round; the start of the process tells them apart."""
    assert owner(start="1").dead
    assert is_dead({**LATER, OWNER: str(owner(start="1"))}, NOW)


def test_a_boot_ends_every_process() -> None:
    """What this host made before it was started again belongs to nobody."""
    assert owner(boot="another").dead


def test_another_host_is_judged_by_expiry() -> None:
    """Whether its process lives cannot be known here."""
    elsewhere = owner(host="elsewhere", boot="another", start="1")
    assert elsewhere.dead is None
    assert not is_dead({**LATER, OWNER: str(elsewhere)}, NOW)
    assert is_dead({**EXPIRED, OWNER: str(elsewhere)}, NOW)


def test_a_system_without_start_times_is_judged_by_expiry(monkeypatch: pytest.MonkeyPatch) -> None:
    """There a living pid proves nothing, a missing one does."""
    monkeypatch.setattr(labels, "start_time", lambda pid: labels.RUNNING if pid == 7 else "gone")
    assert owner(pid=7, start=labels.RUNNING).dead is None
    assert owner(pid=8, start=labels.RUNNING).dead


@pytest.mark.parametrize("found", [{}, {EXPIRES: "1"}, {OWNER: "h|b|1|s", EXPIRES: "1"}, {"org.example.run": "run"}])
def test_what_has_not_our_label_is_never_dead(found: dict[str, str]) -> None:
    """Whatever else it carries, it is not ours to remove."""
    assert not is_dead(found, NOW)


@pytest.mark.parametrize("text", ["", "soon", "²"])
def test_ours_without_a_moment_is_dead(text: str) -> None:
    """An object of ours that names neither owner nor expiry was half made."""
    assert is_dead({RUN: "run", OWNER: "nobody", EXPIRES: text}, NOW)
