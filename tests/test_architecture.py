"""The house: one direction of imports, one place that talks to the engine, small modules, no traces of a machine."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import checker
from checker.places import ROOT

#: The parts of the checker from the ground up: each imports from those before it and from itself.
LAYERS = (
    {"errors", "text", "versions", "places", "deadline", "limits"},
    {"engine", "penguins", "compose", "cluster"},
    {"exercises", "catalog", "outcomes", "kit", "doctor"},
    {"api"},
    {"reports", "site", "bench"},
    {"grading", "learner"},
    {"cli"},
)
#: Standing outside of the layers: the public names, which load when they are used, and the command itself.
DOORS = {"__init__", "__main__"}

MODULES = sorted((ROOT / "checker").rglob("*.py"))
ENGINE_PACKAGES = {"docker", "requests"}
LONGEST = 300

#: Host names of public registries and mirrors, in pieces: this file holds none of them either.
PUBLIC = [
    ".".join(words)
    for words in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("registry-1", "docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("gcr", "io"),
        ("mcr", "microsoft", "com"),
        ("registry", "npmjs", "org"),
    )
]
#: Where this machine says where its packages come from.
SOURCES = ("/etc/pip.conf", "~/.config/pip/pip.conf", "~/.pip/pip.conf", "/etc/apt/sources.list")

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())


def part(module: Path) -> str:
    """Return the part of the checker that a module belongs to."""
    return module.relative_to(ROOT / "checker").parts[0].removesuffix(".py")


def imported(module: Path) -> Iterator[str]:
    """Yield the full name of everything that a module imports, also within functions."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relative to itself"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def parts_used(module: Path) -> set[str]:
    """Return the parts of the checker that a module imports from."""
    names = (name.split(".") for name in imported(module))
    return {words[1] for words in names if words[0] == "checker" and len(words) > 1}


@each_module
def test_imports_go_one_way(module: Path) -> None:
    """A part imports from its own layer and those below: nothing imports upward."""
    if part(module) in DOORS or part(module) == "exercises":
        return
    place = next(number for number, layer in enumerate(LAYERS) if part(module) in layer)
    below = set().union(*LAYERS[: place + 1])
    assert parts_used(module) <= below


def test_every_part_has_its_layer() -> None:
    """A new part of the checker is given a place in the list above."""
    assert {part(module) for module in MODULES} - DOORS == set().union(*LAYERS)


@each_module
def test_only_the_engine_layer_talks_to_docker(module: Path) -> None:
    """Nobody else imports its client, or starts its command."""
    if part(module) == "engine":
        return
    assert not {name.split(".")[0] for name in imported(module)} & ENGINE_PACKAGES
    lists = [node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.List)]
    firsts = [node.elts[0].value for node in lists if node.elts and isinstance(node.elts[0], ast.Constant)]
    assert "docker" not in firsts


@pytest.mark.parametrize("module", sorted((ROOT / "checker" / "exercises").glob("ex*.py")), ids=lambda path: path.stem)
def test_an_exercise_uses_the_public_names_alone(module: Path) -> None:
    """Beside them it has the standard library and pytest."""
    names = set(imported(module))
    foreign = {name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, "checker", "pytest"}}
    assert not foreign
    public = set(dir(checker))
    assert {name.removeprefix("checker.") for name in names if name.startswith("checker.")} <= public


def test_every_public_name_can_be_imported() -> None:
    """What exercises may use exists, each name under one line of the stub."""
    stub = (ROOT / "checker" / "__init__.pyi").read_text(encoding="utf-8")
    assert stub.count("\nfrom ") == len(dir(checker))
    assert all(getattr(checker, name) is not None for name in dir(checker))


@pytest.mark.parametrize("arguments", [["check", "--help"], ["check", "99"]])
def test_the_command_line_starts_light(arguments: list[str]) -> None:
    """A question about a command loads neither pytest nor the engine's client."""
    code = (
        "import sys; from checker.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sorted({'docker', 'requests', 'pytest', 'httpx'} & set(sys.modules)), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ended.stderr.splitlines()[-1] == ""


@cache
def tracked() -> list[tuple[str, str]]:
    """Return path and text of the project's files: all that .gitignore does not leave out."""
    ignored = {".git", *(ROOT / ".gitignore").read_text(encoding="utf-8").split()}
    found = []
    for top, folders, names in os.walk(ROOT):
        here = Path(top).relative_to(ROOT)
        folders[:] = [name for name in folders if not {name, f"{name}/", f"/{(here / name).as_posix()}/"} & ignored]
        found += [here / name for name in names if not name.endswith(".sealed")]
    return [(path.as_posix(), (ROOT / path).read_text(encoding="utf-8", errors="replace")) for path in sorted(found)]


def test_modules_are_short() -> None:
    """Three hundred lines at most: what is longer has more than one job."""
    lengths = {name: text.count("\n") for name, text in tracked() if name.endswith(".py")}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def own_hosts() -> set[str]:
    """Return the hosts that this machine takes packages from, as pip's and apt's configuration name them."""
    files = [Path(name).expanduser() for name in SOURCES] + list(Path("/etc/apt").glob("sources.list.d/*"))
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file()]
    texts += [value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_"))]
    found = {host for text in texts for host in re.findall(r"https?://(?:[^/@\s]*@)?([\w.-]+)", text)}
    return found - {"localhost", "127.0.0.1"}


def test_no_file_names_a_registry_or_a_mirror() -> None:
    """Where packages and images come from is the machine's own configuration: neither its hosts nor public ones."""
    hosts = "|".join(map(re.escape, sorted({*PUBLIC, *own_hosts()})))
    name = re.compile(rf"(?<![\w-])(?:{hosts})(?![\w-])", re.IGNORECASE)
    assert {path: name.findall(text) for path, text in tracked() if name.search(text)} == {}


def test_no_file_names_a_place_of_this_machine() -> None:
    """The project works wherever it is cloned; a place such as /app is also one in containers, and proves nothing."""
    places = [str(place) for place in (ROOT, Path.home()) if len(place.parts) > 2] or [str(ROOT / "checker")]
    name = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, places))})(?![\w-])")
    assert {path: name.findall(text) for path, text in tracked() if name.search(text)} == {}
