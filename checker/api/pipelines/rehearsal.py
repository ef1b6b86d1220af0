"""A workflow's step, tried: its commands run in a container, where the script is a stand-in and nothing is done.

What a shell makes of `||`, `&&`, `set +e`, a pipe or a condition, the shell itself knows best. So the step is run with
a stand-in that ends well, and with one that fails. Commands that the container has not, `docker` among them, do
nothing there, and end well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from checker.api.attempt import Attempt
from checker.engine.container import Container
from checker.engine.plan import Plan
from checker.errors import EnvironmentFault
from checker.versions import image

#: Where the repository is checked out, and where the rehearsal keeps its own.
TOP, STAGE = "/work", "/stage"

#: Seconds that a step may take which does nothing, and what the engine is given for it.
STEP, READING = 20, 60.0

#: The exit status of a script that fails, and of a step whose folder is not there.
FAILS, NOWHERE = 1, 99

#: What the service itself sets.
_ENVIRONMENT = {
    "CI": "true",
    "GITHUB_ACTIONS": "true",
    "GITHUB_ACTOR": "rookery",
    "GITHUB_ENV": f"{STAGE}/env",
    "GITHUB_EVENT_NAME": "push",
    "GITHUB_OUTPUT": f"{STAGE}/output",
    "GITHUB_PATH": f"{STAGE}/path",
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_REF_NAME": "main",
    "GITHUB_REPOSITORY": "rookery/penguin-id",
    "GITHUB_SHA": "1" * 40,
    "GITHUB_STEP_SUMMARY": f"{STAGE}/summary",
    "GITHUB_WORKSPACE": TOP,
    "RUNNER_OS": "Linux",
    "RUNNER_TEMP": "/tmp",  # noqa: S108  (in a container of ours)
}

_DIGEST = f"registry.rookery.example/penguin-id@sha256:{'0' * 64}"
_PYTHON = f"""\
import sys
open("{STAGE}/called", "w").close()
status = int(open("{STAGE}/status").read())
print("a test fails" if status else "{_DIGEST}", file=sys.stderr if status else sys.stdout)
sys.exit(status)
"""
_SHELL = f"""\
#!/bin/sh
: > {STAGE}/called
status=$(cat {STAGE}/status)
if [ "$status" -eq 0 ]; then echo {_DIGEST}; else echo a test fails >&2; fi
exit "$status"
"""

#: Does nothing; runs what stands behind it; Python, which installs nothing.
_NOTHING = "#!/bin/sh\n"
_RUNNER = """\
#!/bin/sh
while [ $# -gt 0 ]; do
  case "${1##*/}" in
  *.py) exec python3 "$@" ;;
  *.sh) exec sh "$@" ;;
  python* | sh | bash | dash | env | timeout | nice | nohup) exec "$@" ;;
  esac
  shift
done
"""
_INTERPRETER = """\
#!/bin/sh
case "$1 $2" in "-m pip" | "-m ensurepip") exit 0 ;; esac
exec /usr/local/bin/python3 "$@"
"""

#: Runs the step: status of the stand-in, folder, and the shell's words; prints whether the script was called, and how
#: the step ended. Every word of the step that is no command becomes one.
_BEGIN = f"""\
status=$1 folder=$2; shift 2
mkdir -p {STAGE}/bin
cd {STAGE}
chmod 755 nothing runner interpreter {TOP}/*
echo "$status" > status
rm -f called
for word in $(grep -oE '[A-Za-z][A-Za-z0-9_.+-]*' step); do
  case $word in
  python* | py) ln -sf {STAGE}/interpreter "bin/$word" ;;
  pip | pip3 | apt | apt-get | chown) ln -sf {STAGE}/nothing "bin/$word" ;;
  sudo | time | uv | poetry | pipenv | hatch | pdm | rye | zsh | ksh) ln -sf {STAGE}/runner "bin/$word" ;;
  *) command -v "$word" > /dev/null || ln -sf {STAGE}/nothing "bin/$word" ;;
  esac
done
PATH={STAGE}/bin:$PATH
cd "$folder" 2> /dev/null || {{ echo "missed {NOWHERE}"; exit; }}
timeout --kill-after 1 {STEP} "$@" {STAGE}/step < /dev/null > /dev/null 2>&1
ended=$?
# What was left in the background may come a little later.
for _ in 1 2 3 4 5; do [ -e {STAGE}/called ] || sleep 0.2; done
if [ -e {STAGE}/called ]; then echo "called $ended"; else echo "missed $ended"; fi
"""

#: A step's shell to the words that the service starts it with.
_SHELLS = {
    "": ("bash", "-e"),
    "bash": ("bash", "--noprofile", "--norc", "-eo", "pipefail"),
    "sh": ("sh", "-e"),
    "python": ("python3",),
}
_KNOWN = {"bash", "sh", "dash", "env", "python", "python3"}


@dataclass(frozen=True)
class Step:
    """A step's commands, the shell that it names, its folder below the top, and its variables."""

    commands: str
    shell: str
    folder: str
    environment: Mapping[str, str]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that start its shell; none where the container has no such shell."""
        if self.shell in _SHELLS:
            return _SHELLS[self.shell]
        words = self.shell.split()
        known = words and PurePosixPath(words[0]).name in _KNOWN
        return tuple(word for word in words if word != "{0}") if known else ()


@dataclass(frozen=True)
class Rehearsed:
    """What a step did: whether it ran a script that ends well, and its own exit status where the script fails."""

    called: bool
    failing: int


def rehearse(attempt: Attempt, step: Step, scripts: str) -> Rehearsed:
    """Run a step twice, in a container of its own; `scripts` is the stem of the script's name."""
    files = {
        f"{TOP}/{scripts}.py": _PYTHON,
        f"{TOP}/{scripts}.sh": _SHELL,
        f"{STAGE}/begin": _BEGIN,
        f"{STAGE}/step": step.commands,
        f"{STAGE}/nothing": _NOTHING,
        f"{STAGE}/runner": _RUNNER,
        f"{STAGE}/interpreter": _INTERPRETER,
    }
    plan = Plan(
        image("python"),
        attempt.labels,
        command=("sleep", "infinity"),
        environment={**_ENVIRONMENT, **step.environment},
        files={path: text.encode() for path, text in files.items()},
        network="none",
    )
    container = attempt.holds(Container(plan))
    try:
        container.start()
        called, _ = _run(container, step, 0)
        _, failing = _run(container, step, FAILS)
    finally:
        container.remove()
    return Rehearsed(called, failing)


def _run(container: Container, step: Step, status: int) -> tuple[bool, int]:
    folder = str(PurePosixPath(TOP, step.folder))
    done = container.execute("sh", f"{STAGE}/begin", str(status), folder, *step.words, seconds=READING)
    said = done.out.split()
    if len(said) != 2 or not said[1].isdecimal():
        raise EnvironmentFault(f"A step of the workflow could not be tried: {(done.err or done.out).strip()[-500:]}")
    return said[0] == "called", int(said[1])
