"""Containers that are configured, stopped, looked into and given volumes: what module 3 is graded with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.api.attempt import Attempt
from checker.api.image import Image
from checker.api.setting import BuildOptions, Mount, Setting
from checker.engine import labels
from checker.engine.sweep import KINDS, find
from checker.versions import image as base_image

pytestmark = pytest.mark.engine

#: Answers every request, and ends with 0 when it is told to stop; `deaf` does not hear that.
SERVER = """
import http.server, os, signal, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
signal.signal(signal.SIGTERM, signal.SIG_IGN if "deaf" in sys.argv else lambda *_: os._exit(0))
http.server.ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
"""

DOCKERFILE = f"""
FROM {base_image("python")}
COPY server.py /server.py
ARG WORD=none
ENV WORD=$WORD
CMD ["python", "-u", "/server.py"]
"""


@pytest.fixture(scope="module")
def attempt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attempt]:
    """An attempt at an exercise of our own, all of it gone afterwards."""
    folder = tmp_path_factory.mktemp("containers")
    (folder / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    (folder / "server.py").write_text(SERVER, encoding="utf-8")
    (folder / "inner").mkdir()
    (folder / "inner" / "Other").write_text(f"FROM {base_image('python')}\nRUN echo done\n", encoding="utf-8")
    with Attempt("09-test", folder, 7, f"containers-{folder.parent.name}", print) as attempt:
        yield attempt
    assert not any(find(f"{labels.RUN}={attempt.run}", dead=False).values())


@pytest.fixture(scope="module")
def image(attempt: Attempt) -> Image:
    """Its image."""
    return Image.build(attempt)


def python(code: str) -> tuple[str, ...]:
    """Return the command that runs a line of Python."""
    return ("python", "-c", code)


def test_a_volume_outlives_its_containers(attempt: Attempt, image: Image) -> None:
    """What one container writes, another reads, and so do we."""
    volume = attempt.new_volume()
    setting = Setting(mounts=[Mount(volume, "/data")])
    image.run(*python("open('/data/bird', 'w').write('Adelie')"), setting=setting).expect_exit(0)
    assert image.run(*python("print(open('/data/bird').read())"), setting=setting).stdout == "Adelie\n"
    assert volume.read("bird") == b"Adelie"
    assert volume.read("nobody") is None


def test_a_file_that_we_put_into_a_volume(attempt: Attempt, image: Image) -> None:
    """It has the owner and the mode that we gave it, and a read-only mount keeps it."""
    volume = attempt.new_volume()
    volume.write("model.json", b"{}", mode=0o640, uid=10001)
    code = "import os; found = os.stat('/models/model.json'); print(found.st_uid, oct(found.st_mode))"
    setting = Setting(mounts=[Mount(volume, "/models", read_only=True)])
    assert image.run(*python(code), setting=setting).stdout == "10001 0o100640\n"
    assert "Read-only" in image.run(*python("open('/models/model.json', 'w')"), setting=setting).stderr


def test_a_run_as_it_is_set(image: Image) -> None:
    """User, environment and memory reach the container."""
    code = "import os; print(os.getuid(), os.environ['BIRD'])"
    assert image.run(*python(code), setting=Setting(user="123", environment={"BIRD": "emu"})).stdout == "123 emu\n"
    killed = image.run(*python("bytearray(200_000_000)"), setting=Setting(memory="32m"))
    assert killed.oom_killed
    assert killed.exit_code == 137


def test_a_service_that_stops(image: Image) -> None:
    """How long it took, by the engine's clock, and with which exit code."""
    ended = image.serve("127.0.0.1").stop(5)
    assert (ended.exit_code, ended.killed) == (0, False)
    assert 0 <= ended.seconds < 5


def test_a_service_that_has_to_be_killed(image: Image) -> None:
    """SIGKILL after the grace shows in the exit code and in the events."""
    service = image.serve("127.0.0.1", Setting(command=("python", "-u", "/server.py", "deaf")))
    assert service.signal_to_end("TERM", 0.3) is None
    ended = service.stop(1)
    assert (ended.exit_code, ended.killed) == (137, True)
    assert ended.seconds >= 1


def test_a_command_in_a_container(image: Image) -> None:
    """Its output and exit code come back, as the user that was asked for."""
    service = image.serve("127.0.0.1")
    done = service.execute(*python("import os, sys; print(os.getuid()); sys.exit(3)"), user="77")
    assert (done.exit_code, done.output) == (3, "77\n")
    service.remove()
    assert not find(f"{labels.RUN}={image.attempt.run}", dead=False)[KINDS[0]].count(service.container.id)


def test_a_build_with_another_base(attempt: Attempt, image: Image) -> None:
    """A named context takes the place of the base image that the Dockerfile names."""
    options = BuildOptions(contexts={base_image("python"): f"docker-image://{base_image('busybox')}"}, no_cache=True)
    other = Image.build(attempt, options=options)
    assert other.layers[0] != image.layers[0]
    assert not any(step.cached for step in other.steps if step.instruction.startswith("COPY"))


def test_a_folder_inside_the_submission(attempt: Attempt) -> None:
    """It is built by itself, and shown to a person as what it is."""
    inner = Image.build(attempt, attempt.folder / "inner", BuildOptions(dockerfile="Other"))
    assert inner.by_hand.endswith(f"{Path(attempt.shown_folder)}/inner")
    copy = attempt.copy()
    assert attempt.shown(copy.folder / "inner") == attempt.shown(attempt.folder / "inner")
