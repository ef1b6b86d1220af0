"""The shipment of exercise 02: facts drawn from its number, and the build contexts that make them true.

Standard library only: a learner's `unload.py` makes the same images from the same number.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

#: Where the cargo lies in the image, and the file that the learner looks for.
CARGO = "/cargo"
WANTED = f"{CARGO}/eggs.csv"
#: The file that was deleted, the ballast that went with it, and one that is still there.
DELETED = f"{CARGO}/route.txt"
BALLAST = f"{CARGO}/ballast.bin"
NOTE = f"{CARGO}/note.txt"
#: The environment variable that is asked for.
VARIABLE = "COLONY"
#: The label that carries the number.
LABEL = "org.rookery.shipment"

_BIRDS = (
    "albatross", "auk", "cormorant", "fulmar", "gannet", "guillemot", "gull", "kittiwake", "noddy", "pelican",
    "petrel", "prion", "puffin", "razorbill", "shag", "shearwater", "sheathbill", "skua", "tern", "tropicbird",
)  # fmt: skip
_COLONIES = ("biscoe", "cabot", "dream", "heard", "kerguelen", "laurie", "possession", "torgersen", "zavodovski")
_WORDS = ("anchor", "bilge", "capstan", "davit", "fathom", "gunwale", "halyard", "keel", "mizzen", "rudder")
_STARTERS = ("launch", "open", "raise", "start", "wake")
_OLD_PORTS = (3000, 8000, 8080, 8888)
#: Processors that are in nobody's laptop.
_PROCESSORS = (("arm", "v7"), ("ppc64le", ""), ("riscv64", ""), ("s390x", ""))

_KEEPER = '''"""Answer every request with the number of the nest."""

import argparse
from http.server import BaseHTTPRequestHandler, HTTPServer

options = argparse.ArgumentParser()
options.add_argument("--nest", type=int, required=True)
options.add_argument("--listen", type=int, required=True)
chosen = options.parse_args()


class Keeper(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"nest {chosen.nest}\\n".encode())

    def log_message(self, *args):
        pass


print(f"the keeper listens on port {chosen.listen}", flush=True)
HTTPServer(("", chosen.listen), Keeper).serve_forever()
'''


class _Draw:
    """Numbers that follow from a seed and a name: the same on every machine and in every version of Python."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def below(self, name: str, limit: int) -> int:
        digest = hashlib.sha256(f"{self._seed} {name}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def between(self, name: str, least: int, most: int) -> int:
        return least + self.below(name, most - least + 1)

    def some(self, name: str, values: Sequence[str], count: int) -> list[str]:
        """Return `count` different values in an order of their own."""
        return sorted(values, key=lambda value: self.below(f"{name} {value}", 1 << 60))[:count]

    def noise(self, name: str, size: int) -> bytes:
        """Return bytes that cannot be compressed."""
        return hashlib.shake_256(f"{self._seed} {name}".encode()).digest(size)


@dataclass(frozen=True)
class Shipment:
    """What follows from a shipment's number: two images, the crate and the beacon."""

    #: Shipments carry numbers from 1 to this one.
    LARGEST: ClassVar[int] = 999_999

    number: int

    @cached_property
    def _draw(self) -> _Draw:
        return _Draw(self.number)

    @property
    def users(self) -> tuple[int, int]:
        """The user of an early step, and the one that a container runs as."""
        early = self._draw.between("early user", 1100, 1999)
        return early, self._draw.between("user", 2000, 9999)

    @property
    def ports(self) -> tuple[int, int]:
        """The port that the image declares, and the one that its service opens."""
        return _OLD_PORTS[self._draw.below("old port", len(_OLD_PORTS))], self._draw.between("port", 9100, 9899)

    @property
    def colonies(self) -> tuple[str, str]:
        """The value that the variable has first, and the one that it has in the end."""
        first, last = self._draw.some("colony", _COLONIES, 2)
        return f"{first}-{self._draw.between('first', 10, 99)}", f"{last}-{self._draw.between('last', 10, 99)}"

    @property
    def entrypoint(self) -> list[str]:
        """The image's ENTRYPOINT."""
        starter = _STARTERS[self._draw.below("starter", len(_STARTERS))]
        return [f"/srv/{starter}", "--nest", str(self._draw.between("nest", 100, 999))]

    @property
    def command(self) -> list[str]:
        """The image's CMD."""
        return ["--listen", str(self.ports[1])]

    @property
    def hands_over(self) -> bool:
        """Whether the starting script gives its place to the service (`exec`), or stays and waits for it."""
        return self._draw.below("exec", 2) == 1

    @property
    def boxes(self) -> list[str]:
        """The boxes in the order in which they were loaded."""
        return [f"box-{bird}" for bird in self._draw.some("box", _BIRDS, 4)]

    @property
    def roles(self) -> tuple[str, str, str, str]:
        """The boxes by what is in them: the file asked for, its namesake, what is deleted later, what is left."""
        wanted, namesake, deleted, left = self._draw.some("role", self.boxes, 4)
        return wanted, namesake, deleted, left

    @property
    def words(self) -> tuple[str, str]:
        """The word in the file that was deleted, and the one in the note that is still there."""
        deleted, note = self._draw.some("word", _WORDS, 2)
        draw = self._draw.between
        return f"{deleted}-{draw('deleted', 1000, 9999)}", f"{note}-{draw('note', 1000, 9999)}"

    @property
    def loads(self) -> tuple[int, ...]:
        """The bytes that each box brings, in their order."""
        sizes = self._sizes()
        return tuple(sum(sizes[path] for path in sizes if path.startswith(f"{box}/")) for box in self.boxes)

    @property
    def hidden(self) -> int:
        """The bytes that the crate adds and a container does not see: what was deleted, and a file below its copy."""
        wanted, _, deleted, _ = self.roles
        sizes = self._sizes()
        return sum(sizes[path] for path in (f"{deleted}/route.txt", f"{deleted}/ballast.bin", f"{wanted}/eggs.csv"))

    @property
    def visible(self) -> int:
        """The bytes that a container sees of what the crate adds."""
        _, _, deleted, _ = self.roles
        sizes = self._sizes()
        return sum(sizes.values()) - sizes[f"{deleted}/route.txt"] - sizes[f"{deleted}/ballast.bin"]

    @property
    def processor(self) -> tuple[str, str]:
        """The architecture and the variant that the beacon's image is for."""
        return _PROCESSORS[self._draw.below("processor", len(_PROCESSORS))]

    def write(self, folder: Path, base: str) -> None:
        """Write the build context of the crate, on top of the course's base image, into a new folder."""
        texts = self._texts() | {"Dockerfile": self._dockerfile(base)}
        noise = {path: self._draw.noise(name, self._size(name)) for path, name in self._cargo().items()}
        _write(folder, {path: text.encode() for path, text in texts.items()} | noise)

    def write_beacon(self, folder: Path) -> None:
        """Write the build context of the beacon, to be built for its platform, into a new folder."""
        text = f'FROM scratch\nLABEL {LABEL}="{self.number}"\nCOPY --chmod=755 signal /signal\nCMD ["/signal"]\n'
        _write(folder, {"signal": self._draw.noise("signal", 4096), "Dockerfile": text.encode()})

    @property
    def platform(self) -> str:
        """The beacon's platform as `--platform` takes it."""
        return "/".join(filter(None, ("linux", *self.processor)))

    def _cargo(self) -> dict[str, str]:
        """Return the files of noise: path to the name that the noise follows from."""
        wanted, namesake, deleted, _ = self.roles
        plain = {f"{box}/{name}.dat": name for box, name in zip(self.boxes, _BIRDS, strict=False)}
        special = {f"{wanted}/eggs.csv": "eggs", f"{namesake}/old/eggs.csv": "old", f"{deleted}/ballast.bin": "ballast"}
        return plain | special

    def _texts(self) -> dict[str, str]:
        """Return the files that can be read: path to text."""
        _, _, deleted, left = self.roles
        word, note = self.words
        words = {f"{deleted}/route.txt": f"{word}\n", f"{left}/note.txt": f"{note}\n"}
        return words | {"keeper.py": _KEEPER, "starter": self._starter()}

    def _sizes(self) -> dict[str, int]:
        texts = {path: len(text) for path, text in self._texts().items()}
        return texts | {path: self._size(name) for path, name in self._cargo().items()}

    def _size(self, name: str) -> int:
        return self._draw.between(f"size of {name}", 300_000, 700_000)

    def _starter(self) -> str:
        hand_over = "exec " if self.hands_over else ""
        return f'#!/bin/sh\n{hand_over}python /srv/keeper.py "$@"\n' + ("" if self.hands_over else "exit $?\n")

    def _dockerfile(self, base: str) -> str:
        early, user = self.users
        declared, _ = self.ports
        first, last = self.colonies
        lines = [
            f"FROM {base}",
            f'LABEL {LABEL}="{self.number}"',
            f"ENV {VARIABLE}={first}",
            f"USER {early}",
            f'CMD ["--listen", "{declared}"]',
            *(f"COPY {box} {CARGO}/" for box in self.boxes),
            "COPY keeper.py /srv/",
            f"COPY --chmod=755 starter {self.entrypoint[0]}",
            "USER root",
            f"RUN rm {DELETED} {BALLAST} && chmod 444 {WANTED}",
            f"ENV {VARIABLE}={last}",
            f"EXPOSE {declared}",
            f"USER {user}:{user + 1}",
            f"ENTRYPOINT {_exec_form(self.entrypoint)}",
            f"CMD {_exec_form(self.command)}",
        ]
        return "\n".join(lines) + "\n"


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that everybody may read: the modes travel into the image, whatever this person's umask is."""
    for path, contents in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.parent.chmod(0o755)
        place.write_bytes(contents)
        place.chmod(0o644)


def _exec_form(words: list[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"
