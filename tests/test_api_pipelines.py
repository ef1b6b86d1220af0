"""What a pipeline starts from and how it is started: commits, and workflows read as they mean."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker import Attempt, Delivery, Failure, Ran, Repository, Workflow
from checker.api.pipelines.tools import audit, schema_errors

PINNED = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8"
GOOD = f"""
on: push
permissions:
  contents: read
jobs:
  pipeline:
    runs-on: ubuntu-24.04
    steps:
      - uses: {PINNED}
        with:
          persist-credentials: false
      - run: python pipeline.py
"""


@pytest.fixture
def attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Attempt]:
    """Give an attempt at a folder with one file; what it makes lies beside it."""
    monkeypatch.setattr("checker.api.attempt.WORKSPACES", tmp_path / "work")
    folder = tmp_path / "work-of-somebody"
    folder.mkdir()
    (folder / "app.py").write_text("print()\n")
    with Attempt("22-ci-pipeline", folder, 7, "test", print) as attempt:
        yield attempt


def workflow(attempt: Attempt, text: str, name: str = "ci.yml") -> Workflow:
    """Return the workflow with a text, written to where workflows lie."""
    place = attempt.folder / ".github" / "workflows"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(text)
    return Workflow.read(attempt, attempt.folder)


def test_a_clone_holds_the_commit(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each commit is cloned fresh, whatever git of this machine is told by its environment."""
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    repository = Repository(attempt)
    first = repository.commit("one")
    repository.workspace.replace("app.py", b"print(2)\n")
    second = repository.commit("two")
    assert len(first) == len(second) == 40
    assert first != second
    clone = repository.clone()
    assert (clone / "app.py").read_text() == "print(2)\n"
    assert (clone / ".git" / "shallow").read_text().strip() == second
    assert not (attempt.folder / ".git").exists()


def test_schema_and_audit(tmp_path: Path) -> None:
    """Both programs answer without network: nothing for a good workflow, places for a bad one."""
    good, bad = tmp_path / "good.yml", tmp_path / "bad.yml"
    good.write_text(GOOD)
    bad.write_text("on: push\njobs:\n  one:\n    steps: []\n")
    assert schema_errors(good) == []
    assert audit(good) == []
    assert "jobs.one" in schema_errors(bad)[0]
    good.write_text(GOOD.replace(PINNED, "actions/checkout@v5"))
    assert [(one.rule, one.line) for one in audit(good)] == [("unpinned-uses", 9)]


@pytest.mark.engine
@pytest.mark.parametrize(
    "run",
    [
        "python3 ./pipeline.py",
        "|\n          # before\n          FOO=1 time python \\\n            pipeline.py 2>&1",
        "|\n          set -o pipefail\n          ./pipeline.sh | tee log",
        "if ! sh pipeline.sh; then exit 1; fi",
        "python -X utf8 pipeline.py || { echo red; exit 2; }",
        '|\n          docker login\n          out=$(bash -e -o pipefail pipeline.sh)\n          echo "$out"',
        'uv run "${{ github.workspace }}/pipeline.py"\n        working-directory: ./',
        "./pipeline.sh | tee log\n    defaults:\n      run:\n        shell: bash",
        "import runpy; runpy.run_path('pipeline.py')\n        shell: python",
        "python pipeline.py\n        shell: pwsh",
    ],
)
def test_calls(attempt: Attempt, run: str) -> None:
    """A script is run by its name or by an interpreter's, in whatever line of a step."""
    workflow(attempt, GOOD.replace("python pipeline.py", run)).expect_calls("pipeline")


@pytest.mark.engine
@pytest.mark.parametrize(
    ("run", "says"),
    [
        ("echo pipeline.py", "No step"),
        ("|\n          # python pipeline.py\n          docker build .", "No step"),
        ("python pipeline.py\n        working-directory: elsewhere", "No step"),
        ("python pipeline.py || true", "passes where"),
        ("python pipeline.py | tee log", "passes where"),
        ("python pipeline.py &", "passes where"),
        ("|\n          set +e\n          python pipeline.py\n          echo done", "passes where"),
        ("|\n          python pipeline.py && echo pushed\n          echo done", "passes where"),
        ("if ! python pipeline.py; then echo red; fi", "passes where"),
        ('echo "image=$(python pipeline.py)" >> "$GITHUB_OUTPUT"', "passes where"),
        ("|\n          python pipeline.py\n          echo done\n        shell: bash {0}", "passes where"),
    ],
)
def test_what_a_shell_hides(attempt: Attempt, run: str, says: str) -> None:
    """A name in a comment is no call, and a call whose failure nobody sees is none either."""
    with pytest.raises(Failure, match=says):
        workflow(attempt, GOOD.replace("python pipeline.py", run)).expect_calls("pipeline")


@pytest.mark.engine
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("      - run", "      - continue-on-error: true\n        run", "passes where"),
        (GOOD[GOOD.index("      - uses") : GOOD.index("      - run")], "", "not there when"),
    ],
)
def test_what_stands_around_a_call(attempt: Attempt, old: str, new: str, says: str) -> None:
    """The service overlooks a failure where it is told to, and fetches nothing by itself."""
    with pytest.raises(Failure, match=says):
        workflow(attempt, GOOD.replace(old, new)).expect_calls("pipeline")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("      - run", "      - if: ${{ false }}\n        run", "No step"),
        ("    runs-on", "    if: github.event_name == 'pull_request'\n    runs-on", "No step"),
        ("on: push", "on:\n  workflow_dispatch:", "at a push"),
        ("on: push", "on:\n  push:\n    tags: [v1]", "at each push"),
        ("on: push", "on:\n  push:\n    paths: [app.py]", "at each push"),
    ],
)
def test_no_call(attempt: Attempt, old: str, new: str, says: str) -> None:
    """What never runs at a push calls nothing."""
    with pytest.raises(Failure, match=says):
        workflow(attempt, GOOD.replace(old, new)).expect_calls("pipeline")


def test_permissions(attempt: Attempt) -> None:
    """A job may write packages, and not the code."""
    job = "  pipeline:\n    permissions:\n      contents: read\n      packages: write"
    workflow(attempt, GOOD.replace("  pipeline:", job)).expect_least()
    with pytest.raises(Failure, match="may do more"):
        workflow(attempt, GOOD.replace("  pipeline:", job.replace("contents: read", "contents: write"))).expect_least()
    for all_of_it in ("read-all", "write-all"):
        text = GOOD.replace("permissions:\n  contents: read", f"permissions: {all_of_it}")
        with pytest.raises(Failure, match="may do more"):
            workflow(attempt, text).expect_least()


@pytest.mark.parametrize(
    "line",
    [
        "    container: {}",
        "    container:\n      image: {}",
        "    services:\n      registry:\n        image: {}",
        "    steps:\n      - uses: docker://{}",
    ],
)
def test_images_by_digest(attempt: Attempt, line: str) -> None:
    """An image of a job, a service or a step is named by its digest."""
    below = "    steps:" if "steps:" in line else "    runs-on: ubuntu-24.04"
    fixed, moving = (
        GOOD.replace(below, f"{'' if 'steps:' in line else below}\n{line.format(one)}".lstrip("\n"))
        for one in (f"python@sha256:{'0' * 64}", "python:3.13-slim")
    )
    workflow(attempt, fixed).expect_pinned()
    with pytest.raises(Failure, match="An image is named by a tag"):
        workflow(attempt, moving).expect_pinned()


def test_one_workflow(attempt: Attempt) -> None:
    """None, two, and one that is no YAML are told apart."""
    with pytest.raises(Failure, match="no workflow"):
        Workflow.read(attempt, attempt.folder)
    with pytest.raises(Failure, match="tab"):
        workflow(attempt, "on:\n\tpush:\n")
    with pytest.raises(Failure, match="not one workflow"):
        workflow(attempt, GOOD, "other.yaml")


def test_delivery() -> None:
    """The digest is the last one of the right repository; a refusal has a status, a message and no digest."""
    ours, other = "localhost:1/a@sha256:" + "1" * 64, "localhost:1/a@sha256:" + "2" * 64
    done = Delivery(
        Ran(0, f"{other}\nlocalhost:1/b@sha256:{'3' * 64}\n{ours}\n", 1.0, timed_out=False), "localhost:1/a"
    )
    done.expect_digest("sha256:" + "1" * 64)
    with pytest.raises(Failure, match="not the registry's"):
        done.expect_digest("sha256:" + "2" * 64)
    Delivery(Ran(1, "it is down", 1.0, timed_out=False), "localhost:1/a").expect_refused("here")
    for status, output in ((0, "fine"), (1, ""), (1, ours)):
        with pytest.raises(Failure):
            Delivery(Ran(status, output, 1.0, timed_out=False), "localhost:1/a").expect_refused("here")


def test_delivery_by_hand() -> None:
    """What a person types happens in the folder, with their own registry."""
    ran = Ran(
        0,
        "",
        1.0,
        timed_out=False,
        shown="solutions/22/go.py",
        reproduce="REGISTRY=localhost:1 python solutions/22/go.py",
    )
    by_hand = Delivery.of(ran, "localhost:1/a").ran.reproduce
    assert by_hand == "(cd solutions/22 && REGISTRY=localhost:5000 python go.py)"
