"""Choosing and pinning the packages that make an engine."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checker.engine import apt, install
from checker.engine.host import Host
from checker.errors import EnvironmentFault

BOOKWORM = {"docker.io": "20.10.24+dfsg1-1", "docker-compose": "1.29.2-3"}
TRIXIE = {
    "docker.io": "26.1.5+dfsg1-9",
    "docker-cli": "26.1.5+dfsg1-9",
    "docker-buildx": "0.13.1+ds1-3",
    "docker-compose": "2.26.1-4",
}
NOBLE = {
    "docker.io": "27.5.1-0ubuntu3",
    "docker-buildx": "0.20.1",
    "docker-compose": "1.29.2",
    "docker-compose-v2": "2.33",
}

DEBIAN = Host("linux", distribution="debian", suite="bookworm", root=True, apt=True)
SOURCES = "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\nSigned-By: /k.gpg\n"


def quiet(_: str) -> None:
    """Say nothing."""


class Apt:
    """An apt whose offers change when the lists are read again."""

    def __init__(self, *offers: dict[str, str]) -> None:
        self.offers = list(offers)
        self.updates = 0
        self.trouble = ""

    def update(self) -> str:
        """Count the readings of the lists."""
        self.updates += 1
        return self.trouble

    def candidates(self, _: Sequence[str]) -> dict[str, str]:
        """Return the next offers."""
        return self.offers.pop(0) if len(self.offers) > 1 else self.offers[0]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Apt]:
    """Return a function that puts a fake apt with these offers in place."""

    def put(*offers: dict[str, str]) -> Apt:
        fake = Apt(*offers)
        monkeypatch.setattr(apt, "update", fake.update)
        monkeypatch.setattr(apt, "candidates", fake.candidates)
        return fake

    return put


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    """Return an apt configuration of a bookworm machine."""
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d/debian.sources").write_text(SOURCES, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("offers", "chosen"),
    [
        (BOOKWORM, []),
        (TRIXIE, ["docker.io", "docker-cli", "docker-buildx", "docker-compose"]),
        (NOBLE, ["docker.io", "docker-buildx", "docker-compose-v2"]),
        ({}, []),
        ({name: version for name, version in TRIXIE.items() if name != "docker-buildx"}, []),
    ],
)
def test_choose_wants_a_whole_engine_or_none(offers: dict[str, str], chosen: list[str]) -> None:
    """An old engine, compose of the first generation or a missing plug-in is no engine."""
    assert install.choose(offers) == chosen


def test_a_suite_that_is_new_enough_is_used_as_it_is(machine: Callable[..., Apt], configuration: Path) -> None:
    """Nothing is written to apt's configuration."""
    machine(TRIXIE)
    assert install.packages(DEBIAN, quiet, configuration)[0] == "docker.io"
    assert not (configuration / "preferences.d").exists()


def test_an_older_suite_takes_only_the_engine_from_the_later_one(
    machine: Callable[..., Apt], configuration: Path
) -> None:
    """The source has the machine's own mirror and key; everything else stays behind a pin of 100."""
    fake = machine(BOOKWORM, TRIXIE)
    assert install.packages(DEBIAN, quiet, configuration) == install.choose(TRIXIE)
    source = (configuration / "sources.list.d/shipyourmodel-docker.sources").read_text(encoding="utf-8")
    assert source == SOURCES.replace("bookworm", "trixie")
    pin = (configuration / "preferences.d/shipyourmodel-docker").read_text(encoding="utf-8")
    assert "Package: *\nPin: release n=trixie*\nPin-Priority: 100\n" in pin
    assert fake.updates == 2


def test_installing_twice_writes_the_same_configuration(machine: Callable[..., Apt], configuration: Path) -> None:
    """Our own source is no source to derive another one from."""
    machine(BOOKWORM, TRIXIE)
    install.packages(DEBIAN, quiet, configuration)
    path = configuration / "sources.list.d/shipyourmodel-docker.sources"
    before = path.read_text(encoding="utf-8")
    machine(BOOKWORM, TRIXIE)
    install.packages(DEBIAN, quiet, configuration)
    assert path.read_text(encoding="utf-8") == before


def test_a_suite_without_an_engine_says_what_to_do(machine: Callable[..., Apt], configuration: Path) -> None:
    """Where the later suite's packages do not run, nothing is added."""
    machine(BOOKWORM)
    bullseye = Host("linux", distribution="debian", suite="bullseye", root=True, apt=True)
    with pytest.raises(EnvironmentFault, match="Install Docker Engine by its own instructions"):
        install.packages(bullseye, quiet, configuration)
    assert not (configuration / "preferences.d").exists()


def test_a_machine_without_a_source_of_its_suite_says_so(machine: Callable[..., Apt], tmp_path: Path) -> None:
    """There is no mirror to take the later suite from."""
    machine(BOOKWORM)
    with pytest.raises(EnvironmentFault, match="serves bookworm"):
        install.packages(DEBIAN, quiet, tmp_path)


def test_a_broken_archive_matters_only_when_the_engine_is_not_found(
    machine: Callable[..., Apt], configuration: Path
) -> None:
    """Somebody else's archive may fail; when nothing is offered, apt's error is the reason to tell."""
    fake = machine(TRIXIE)
    fake.trouble = "The repository 'http://other.example' is gone."
    assert install.packages(DEBIAN, quiet, configuration)
    fake = machine({})
    fake.trouble = "Temporary failure resolving 'mirror.example'."
    with pytest.raises(EnvironmentFault, match=r"Temporary failure.*nox -s engine"):
        install.packages(DEBIAN, quiet, configuration)
