"""A second container engine beside this machine's own: its own root, socket and network, for tests that harm it."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from checker.deadline import wait_for

#: Seconds in which the engine has to answer, or to end.
PATIENCE = 60.0


@dataclass(frozen=True)
class SecondEngine:
    """A dockerd that runs: its address and its process."""

    host: str
    process: "subprocess.Popen[bytes]"

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the docker command and the checker talk to it."""
        return {**os.environ, "DOCKER_HOST": self.host}

    def stop(self) -> None:
        """End it at once, as a crash does."""
        self.process.kill()
        self.process.wait(PATIENCE)


@contextmanager
def second_engine(root: Path | None = None) -> Iterator[SecondEngine]:
    """Start a dockerd in a network namespace of its own, and end it; `root` is where its images lie.

    In the same namespace it would take the first one's bridge away.
    """
    with tempfile.TemporaryDirectory(prefix="shipyourmodel-engine-", ignore_cleanup_errors=True) as name:
        top = Path(name)
        host = f"unix://{top}/docker.sock"
        command = ["unshare", "--net", "dockerd", "--host", host, "--pidfile", f"{top}/pid"]
        command += ["--data-root", str(root or top / "data"), "--exec-root", f"{top}/exec"]
        with (top / "log").open("wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            engine = SecondEngine(host, process)
            answer = wait_for(lambda: _answers(engine) or None, PATIENCE, beat=0.2)
            assert answer, (top / "log").read_text(encoding="utf-8")[-2000:]
            yield engine
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE)


def _answers(engine: SecondEngine) -> bool:
    command = ["docker", "version", "--format", "{{.Server.Version}}"]
    return subprocess.run(command, env=engine.environment, capture_output=True, check=False).returncode == 0
