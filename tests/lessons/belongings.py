"""The engine objects that a page makes, found by the names that its own commands give, and their removal."""

import re
import shlex
from itertools import pairwise

from checker.engine.command import docker

_RUNS = frozenset({"run", "create"})
_TAG_OPTIONS = frozenset({"-t", "--tag"})
_CREATES = re.compile(r"docker (network|volume) create (?:\S+ )*?([\w.-]+)$", re.MULTILINE)


def names(command: str) -> set[tuple[str, str]]:
    """Return kind (container, image, network, volume) and name of what a command will make."""
    found = {(kind, name) for kind, name in _CREATES.findall(command)}
    for line in command.replace("\\\n", " ").splitlines():
        words = _words(line)
        if "docker" not in words:
            continue
        for option, value in _options(words):
            if option == "--name":
                found.add(("container", value))
            elif option in _TAG_OPTIONS and "build" in words:
                found.add(("image", value))
        if "tag" in words[:3]:
            found.add(("image", words[-1]))
    return found


def unnamed(command: str) -> str | None:
    """Return the first line that makes a container or an image which nothing removes, or None."""
    for line in command.replace("\\\n", " ").splitlines():
        words = _words(line)
        if "docker" not in words:
            continue
        verb = words[words.index("docker") + 1 : words.index("docker") + 3]
        options = {option for option, _ in _options(words)} | set(words)
        if _RUNS & set(verb[:1]) and not options & {"--rm", "--name"}:
            return line
        if "build" in verb and not options & _TAG_OPTIONS:
            return line
    return None


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def _options(words: list[str]) -> list[tuple[str, str]]:
    pairs = list(pairwise(words))
    return pairs + [(word.split("=", 1)[0], word.split("=", 1)[1]) for word in words if "=" in word]


class Belongings:
    """What one page made: names that were not there before it used them, and the images behind its tags."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._own: set[tuple[str, str]] = set()
        self._theirs: set[tuple[str, str]] = set()
        self._images: set[str] = set()

    def before(self, command: str) -> None:
        """Note which of the names that a command is about to make are free."""
        for item in names(command) - self._own - self._theirs:
            (self._theirs if _id(*item) else self._own).add(item)

    def after(self) -> None:
        """Note the images behind the page's tags: a later build may take the tag away from one."""
        self._images |= {found for kind, name in self._own if kind == "image" and (found := _id(kind, name))}

    def remove(self) -> list[str]:
        """Remove all that the page made and return what is still there: an empty list."""
        order = ["container", "network", "volume", "image"]
        for kind, name in sorted(self._own, key=lambda item: order.index(item[0])):
            docker(kind, "rm", "--force", name)
        for image in self._images:
            docker("image", "rm", image)
        return sorted(f"{kind} {name}" for kind, name in self._own if _id(kind, name))


def _id(kind: str, name: str) -> str:
    """Return the engine's id of an object, or an empty string where there is none."""
    form = "{{.Name}}" if kind == "volume" else "{{.Id}}"
    return docker(kind, "inspect", "--format", form, name).out.strip()
