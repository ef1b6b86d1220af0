"""What learners really hand in: each gets its outcome and one clear message, and nothing is left behind."""

import shutil
from pathlib import Path

import pytest

from checker.places import ROOT
from tests.command import Ended, check, environment

pytestmark = pytest.mark.engine

#: Deadlines for those alone that wait for one: on a busy machine all others need what a learner's have.
BUILD, START, REQUEST = "build=20,quiet=2", "start=3", "start=6,request=2"

SERVER = """FROM python:3.13-slim
COPY server.py /
CMD ["python", "/server.py"]
"""

#: A server on port 8000 whose answer to every request is given by a function of the connection.
ANSWER = """import socket, time
listener = socket.create_server(("0.0.0.0", 8000))
while True:
    connection, _ = listener.accept()
    connection.recv(65536)
    try:
        {answer}
    except OSError:
        pass
    connection.close()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of exercise 04 in an empty submission."""
    made = tmp_path / "04-flask-endpoint"
    made.mkdir()
    return made


def graded(folder: Path, dockerfile: str = "", deadlines: str = "", **files: str) -> Ended:
    """Write a Dockerfile and other files, grade with these deadlines, and return how it ended."""
    if dockerfile:
        (folder / "Dockerfile").write_text(dockerfile, encoding="utf-8")
    for name, text in files.items():
        (folder / name.replace("_py", ".py")).write_text(text, encoding="utf-8")
    ended = check(folder.parent, env=environment(SHIP_DEADLINES=deadlines))
    assert "Traceback (most recent call last)" not in ended.said.replace("  Traceback", "")
    return ended


def expect_failed(ended: Ended, name: str, *said: str) -> None:
    """Assert that the run failed at a check whose message and evidence say these things."""
    entry = ended.check(name)
    assert (ended.status, entry["outcome"]) == (1, "failed"), ended.said
    whole = entry["message"] + "\n" + "\n".join(entry["evidence"].values())
    for part in said:
        assert part in whole


def test_an_empty_folder(folder: Path) -> None:
    """There is no Dockerfile."""
    expect_failed(graded(folder), "builds", "There is no Dockerfile", "an empty folder")


def test_a_dockerfile_with_an_ending(folder: Path) -> None:
    """Windows editors add one: the file that was meant is named."""
    (folder / "Dockerfile.txt").write_text("FROM python:3.13-slim\n", encoding="utf-8")
    expect_failed(graded(folder), "builds", "Dockerfile.txt is there: rename it")


def test_an_empty_dockerfile(folder: Path) -> None:
    """It is said, before anything is built."""
    expect_failed(graded(folder, "\n"), "builds", "The Dockerfile is empty")


def test_a_dockerfile_in_utf_16(folder: Path) -> None:
    """Windows PowerShell writes it; the engine says of it that something internal broke."""
    (folder / "Dockerfile").write_text("FROM python:3.13-slim\n", encoding="utf-16")
    expect_failed(graded(folder), "builds", "saved in UTF-16")


def test_a_dockerfile_that_is_a_folder(folder: Path) -> None:
    """It is said."""
    (folder / "Dockerfile").mkdir()
    expect_failed(graded(folder), "builds", "is a folder, not a file")


def test_a_syntax_error(folder: Path) -> None:
    """The line is shown as the builder points at it."""
    ended = graded(folder, "FROM python:3.13-slim\nRUM echo hello\n")
    expect_failed(ended, "builds", "The Dockerfile cannot be read", "unknown instruction: RUM", "line 2")


def test_only_comments(folder: Path) -> None:
    """A Dockerfile without an instruction cannot be read."""
    expect_failed(graded(folder, "# to do\n"), "builds", "The Dockerfile cannot be read")


def test_a_build_that_fails(folder: Path) -> None:
    """The step is named and its last lines are shown."""
    ended = graded(folder, "FROM python:3.13-slim\nRUN echo nearly there && exit 3\n")
    expect_failed(ended, "builds", "RUN echo nearly there", "exit code: 3", "nearly there")


def test_a_base_image_with_a_typing_error(folder: Path) -> None:
    """The one that was meant is named."""
    expect_failed(graded(folder, "FROM pyton:3.13-slim\n"), "builds", "Did you mean `python:3.13-slim`?")


def test_a_base_image_that_no_registry_can_give(folder: Path) -> None:
    """Without a registry that is the machine's fault: not graded, and the bases that are here are named."""
    ended = graded(folder, "FROM python:3.12.1-slim-bookworm\n")
    assert ended.status == 3
    assert ended.check("builds")["outcome"] == "not graded"
    assert "python:3.13-slim" in ended.check("builds")["message"]


def test_a_build_that_never_ends(folder: Path) -> None:
    """It is ended, and the step is named."""
    expect_failed(
        graded(folder, "FROM python:3.13-slim\nRUN sleep 300\n", BUILD), "builds", "never ends", "RUN sleep 300"
    )


def test_a_build_that_floods(folder: Path) -> None:
    """Its output is capped and it is ended."""
    ended = graded(folder, "FROM python:3.13-slim\nRUN yes flood\n", BUILD)
    expect_failed(ended, "builds", "never ends", "RUN yes flood")
    assert len(ended.said) < 20_000


def test_a_build_with_escape_codes(folder: Path) -> None:
    """None of them reaches the terminal or the report."""
    ended = graded(folder, "FROM python:3.13-slim\nRUN printf '\\033[2J\\033]0;owned\\007red' && exit 1\n")
    expect_failed(ended, "builds", "red")
    assert "\x1b" not in ended.said + str(ended.check("builds")["evidence"])


def test_a_container_that_exits_at_once(folder: Path) -> None:
    """Its exit code and its last lines are shown."""
    ended = graded(folder, 'FROM python:3.13-slim\nCMD ["python", "-c", "import sys; sys.exit(\'no model\')"]\n')
    expect_failed(ended, "starts", "exit code 1", "no model")


def test_an_entry_point_that_does_not_exist(folder: Path) -> None:
    """The engine's own reason is shown."""
    ended = graded(folder, 'FROM python:3.13-slim\nCMD ["gunicron"]\n')
    expect_failed(ended, "starts", "`gunicron` is not in the image")


def test_a_container_that_never_listens(folder: Path) -> None:
    """It is said after the deadline."""
    ended = graded(folder, 'FROM python:3.13-slim\nCMD ["sleep", "300"]\n', START)
    expect_failed(ended, "answers", "Nothing listens on port 8000 after 3 s")


def test_a_container_that_listens_on_loopback(folder: Path) -> None:
    """The address is named, without waiting for the deadline."""
    ended = graded(folder, SERVER, server_py=ANSWER.format(answer="pass").replace("0.0.0.0", "127.0.0.1"))
    expect_failed(ended, "answers", "127.0.0.1:8000", "only the container itself can reach it")


def test_a_container_that_takes_connections_and_says_nothing(folder: Path) -> None:
    """The port is open, no answer comes."""
    ended = graded(folder, SERVER, REQUEST, server_py=ANSWER.format(answer="pass"))
    expect_failed(ended, "answers", "Port 8000 is open, but no answer comes", "closed without an answer")


def test_an_answer_in_html(folder: Path) -> None:
    """What came is shown whole, with its type."""
    page = "HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 9\\r\\n\\r\\n<h1>x</h1>"
    ended = graded(folder, SERVER, server_py=ANSWER.format(answer=f'connection.sendall(b"{page}")'))
    expect_failed(ended, "health", "does not answer with JSON", "text/html", "<h1>x</h")


def test_an_answer_after_the_deadline(folder: Path) -> None:
    """The wait is said."""
    ended = graded(folder, SERVER, REQUEST, server_py=ANSWER.format(answer="time.sleep(30)"))
    expect_failed(ended, "answers", "no answer within 2 s")


def test_an_answer_that_drips(folder: Path) -> None:
    """One byte now and then does not stretch the deadline."""
    drip = 'connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 900\\r\\n\\r\\n")\n'
    drip += '        for _ in range(900): connection.sendall(b" "); time.sleep(0.1)'
    ended = graded(folder, SERVER, REQUEST, server_py=ANSWER.format(answer=drip))
    expect_failed(ended, "answers", "not complete after 2 s")


def test_an_answer_without_end(folder: Path) -> None:
    """A flood is cut off."""
    flood = 'connection.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n" + b"x" * 3_000_000)'
    ended = graded(folder, SERVER, REQUEST, server_py=ANSWER.format(answer=flood))
    expect_failed(ended, "answers", "did not end within")


def test_a_redirect_is_not_followed(folder: Path) -> None:
    """A container cannot send the checker elsewhere."""
    away = "HTTP/1.1 302 Found\\r\\nLocation: http://127.0.0.1:1/\\r\\nContent-Length: 0\\r\\n\\r\\n"
    ended = graded(folder, SERVER, server_py=ANSWER.format(answer=f'connection.sendall(b"{away}")'))
    expect_failed(ended, "health", "answers 302, not 200")


def test_json_of_a_thousand_levels(folder: Path) -> None:
    """Deep nesting is a wrong answer, not an error of ours."""
    deep = (
        'body = b"[" * 100_000; connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 100000\\r\\n\\r\\n" + body)'
    )
    expect_failed(graded(folder, SERVER, server_py=ANSWER.format(answer=deep)), "health", "does not answer with JSON")


def test_memory_without_end(folder: Path) -> None:
    """The kernel ends it, and the report says so."""
    hog = 'FROM python:3.13-slim\nCMD ["python", "-c", "x = []\\nwhile True: x.append(bytearray(50_000_000))"]\n'
    expect_failed(graded(folder, hog), "starts", "exit code 137", "OOMKilled")


def test_files_of_the_learner_change_nothing(folder: Path) -> None:
    """A conftest, a pytest.ini and passing tests in the folder add no check and no point."""
    (folder / "conftest.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n", encoding="utf-8")
    (folder / "test_all.py").write_text("def check_more():\n    pass\n", encoding="utf-8")
    ended = graded(folder, "FROM python:3.13-slim\n")
    expect_failed(ended, "starts", "exit code 0")
    assert len(ended.report["exercises"][0]["checks"]) == 7


def test_headers_that_drip(folder: Path) -> None:
    """One header line now and then does not stretch the deadline either."""
    drip = 'connection.sendall(b"HTTP/1.1 200 OK\\r\\n")\n'
    drip += '        for n in range(900): connection.sendall(b"X-%d: 1\\r\\n" % n); time.sleep(0.1)'
    ended = graded(folder, SERVER, REQUEST, server_py=ANSWER.format(answer=drip))
    expect_failed(ended, "answers", "2 s")


def test_no_command_at_all(folder: Path) -> None:
    """An image that says nothing to run is the learner's to mend."""
    (folder / "data").write_text("x", encoding="utf-8")
    ended = graded(folder, "FROM scratch\nCOPY data /\n")
    expect_failed(ended, "starts", "does not say what a container runs", "CMD")


def test_a_step_that_speaks_of_a_full_disk(folder: Path) -> None:
    """Words in a step's output do not turn a failure into the machine's."""
    ended = graded(folder, "FROM python:3.13-slim\nRUN echo no space left on device; exit 1\n")
    expect_failed(ended, "builds", "no space left on device")


def test_nothing_is_written_through_links(tmp_path: Path) -> None:
    """The checker changes copies: what a link leads to stays as it is."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "shared.py").write_text("x = 1\n", encoding="utf-8")
    (outside / "requirements.txt").write_text("flask\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    top = tmp_path / "submission"
    for name in ("05-layer-cache", "08-safe-image"):
        work = top / name
        shutil.copytree(ROOT / "solutions" / name, work, ignore=shutil.ignore_patterns("data"))
        for link, target in (("tool.py", "shared.py"), ("token.txt", "token"), ("data", "."), (".env", "secret")):
            (work / link).unlink(missing_ok=True)
            (work / link).symlink_to(outside / target)
    ended = check(top)
    assert ended.status in {0, 1}, ended.said
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before
