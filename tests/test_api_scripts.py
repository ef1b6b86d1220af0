"""Learners' scripts: found, run under a time limit, told about, and confined to what is theirs."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.scripts import sandbox as sandbox_module
from checker.api.scripts.ran import Ran
from checker.api.scripts.script import Script
from checker.api.scripts.strays import end_strays
from checker.errors import EnvironmentFault
from checker.versions import image


class FakeGate:
    """A gate that leads nowhere."""

    def __init__(self, attempt: dict[str, str], folder: Path) -> None:
        self.address = "unix:///nowhere"
        self.refused: list[str] = []
        self.folder = folder
        self.objects = type("Objects", (), {"labels": attempt})

    def close(self) -> None:
        """Be closed."""


@pytest.fixture
def attempt(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Attempt]:
    """Return an attempt; without an engine unless the test is marked with it."""
    if not request.node.get_closest_marker("engine"):
        monkeypatch.setattr(sandbox_module, "Gate", FakeGate)
    folder = tmp_path / "18-test"
    folder.mkdir()
    with Attempt("18-test", folder, 7, f"scripts-{tmp_path.name}", print) as attempt:
        yield attempt


def script(attempt: Attempt, text: str, name: str = "deploy.py") -> Script:
    """Write a script and find it."""
    (attempt.folder / name).write_text(text)
    return Script.find(attempt, attempt.folder, name.partition(".")[0])


def test_none_and_two_are_told_apart(attempt: Attempt) -> None:
    """An empty file is none."""
    (attempt.folder / "deploy.sh").touch()
    with pytest.raises(Failure, match="no script deploy"):
        Script.find(attempt, attempt.folder, "deploy")
    (attempt.folder / "deploy.py").write_text("pass")
    (attempt.folder / "deploy.sh").write_text(":")
    with pytest.raises(Failure, match="two scripts"):
        Script.find(attempt, attempt.folder, "deploy")


def test_runs_in_a_copy_with_an_environment_of_ours(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token of this machine reaches it, and nothing that it writes changes the learner's folder."""
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    ran = script(
        attempt, "import os, sys; print(sys.argv[1:], os.environ); open('x', 'w'); print(sys.stdin.read() == '')"
    ).run("a b", environment={"NAME": "n"})
    assert ran.ok
    assert "['a b']" in ran.output
    assert "'NAME': 'n'" in ran.output
    assert "s3cret" not in ran.output
    assert ran.output.rstrip().endswith("True")
    assert sorted(path.name for path in attempt.folder.iterdir()) == ["deploy.py"]


def test_scripts_of_a_folder_share_a_copy_and_places_do_not(attempt: Attempt) -> None:
    """What deploy writes, rollback finds; another place is another machine."""
    deploy = script(attempt, "open('note', 'w').write('live')")
    rollback = script(attempt, "cat note", "rollback.sh")
    deploy.run().expect_success()
    assert rollback.path.parent == deploy.path.parent
    assert not (Script.find(attempt, attempt.folder, "deploy", "elsewhere").path.parent / "note").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_script_that_hangs_is_ended_with_all_that_it_started(attempt: Attempt) -> None:
    """Also what went into a session of its own."""
    code = "import subprocess; print(subprocess.Popen(['sleep', '60'], start_new_session=True).pid); "
    ran = script(attempt, code + "subprocess.run(['sleep', '60'])").run(seconds=1)
    assert ran.timed_out
    assert ran.status is None
    with pytest.raises(Failure, match="hangs: it still runs after 1 s"):
        ran.expect_success()
    stray = int(ran.output.split()[0])
    if sys.platform == "linux":
        state = Path(f"/proc/{stray}/stat")
        assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.mark.parametrize("code", ["input('sure? ')", "import sys; sys.exit('the input device is not a TTY')"])
def test_a_script_that_needs_a_terminal_is_told_so(attempt: Attempt, code: str) -> None:
    """There is none, and nobody who types."""
    with pytest.raises(Failure, match="needs a terminal"):
        script(attempt, code).run().expect_success()


def test_windows_line_ends_are_told(attempt: Attempt) -> None:
    """The shell would take them for a part of each command."""
    (attempt.folder / "deploy.sh").write_bytes(b"echo hello\r\n")
    with pytest.raises(Failure, match="end as on Windows"):
        Script.find(attempt, attempt.folder, "deploy").run()


def test_a_flood_is_cut_and_its_end_is_kept(attempt: Attempt) -> None:
    """What a script printed last is what a person wants to see."""
    ran = script(attempt, "print('x' * 3_000_000); print('the end')").run()
    assert len(ran.output) < 300_000
    assert ran.output.rstrip().endswith("the end")


def test_failures_say_what_was_printed_and_how_to_do_it_by_hand() -> None:
    """Exit status, seconds, the last lines, what was refused, one command."""
    ran = Ran(3, "one\ntwo\n", 1.25, timed_out=False, refused=("prune",), shown="x/deploy.py", reproduce="python x")
    with pytest.raises(Failure, match=r"x/deploy\.py fails here: exit status 3 after 1\.2 s") as caught:
        ran.expect_success("here")
    assert "did not let it do this: prune" in caught.value.message
    assert caught.value.evidence["x/deploy.py printed"] == "one\ntwo"
    assert caught.value.evidence["reproduce"] == "python x"
    with pytest.raises(Failure, match="ends with exit status 0"):
        Ran(0, "", 1.0, timed_out=False).expect_failure()
    assert ran.expect_failure() is ran


def test_strays_are_found_by_their_environment(tmp_path: Path) -> None:
    """A process whose environment cannot be read, or has no such mark, is left alone."""
    for number, variables in {"1": b"A=b\0MARK=x", "2": b"MARK=xy\0"}.items():
        (tmp_path / number).mkdir()
        (tmp_path / number / "environ").write_bytes(variables)
    (tmp_path / "3").mkdir()
    (tmp_path / str(os.getpid())).mkdir()
    (tmp_path / str(os.getpid()) / "environ").write_bytes(b"MARK=z")
    assert end_strays("MARK=z", tmp_path) == 0


@pytest.mark.engine
def test_what_a_script_builds_carries_our_labels(attempt: Attempt) -> None:
    """A docker command of ours stands in front; the same words go through it."""
    (attempt.folder / "Dockerfile").write_text(f"FROM {image('busybox')}\n")
    lines = [
        f"docker {words} -q -t scripts-test ." for words in ("build", "buildx build", "image build", "builder build")
    ]
    lines += ["! docker buildx prune -af"]
    lines += ["docker image inspect --format '{{json .Config.Labels}}' scripts-test", "docker rmi scripts-test"]
    ran = script(attempt, "set -e\n" + "\n".join(lines), "deploy.sh").run().expect_success()
    assert f'"org.shipyourmodel.run":"{attempt.run}"' in ran.output
    assert ran.output.count("sha256:") >= 4
    assert "prune removes what others have made" in ran.refused[0]


def test_an_attempt_has_one_of_a_kind_and_closes_it(tmp_path: Path) -> None:
    """Made when it is first asked for, gone with the attempt."""

    class Door:
        closed = False

        def __init__(self, _: Attempt) -> None:
            """Be open."""

        def close(self) -> None:
            """Be closed."""
            self.closed = True

    with Attempt("18-test", tmp_path, 7, "one", print) as attempt:
        door = attempt.one(Door)
        assert attempt.one(Door) is door
    assert door.closed


def test_a_build_that_finds_no_registry() -> None:
    """A script whose build asks for what is here is not at fault; one that names an image of nobody's is."""
    said = "ERROR: failed to solve: {0}: failed to resolve source metadata for docker.io/library/{0}: {1}\n"
    away = "failed to do request: Head https://registry.example/v2/: dial tcp: lookup registry.example: no such host"
    with pytest.raises(EnvironmentFault, match="no registry answers"):
        Ran(1, said.format(image("python"), away), 1.0, timed_out=False).expect_success()
    for name, why in (("python:three", away), (image("python"), "not found")):
        with pytest.raises(Failure):
            Ran(1, said.format(name, why), 1.0, timed_out=False).expect_success()
    Ran(0, said.format(image("python"), away), 1.0, timed_out=False).expect_success()
