"""Install Docker with buildx and compose on Debian or Ubuntu, from the distribution's own archives."""

from collections.abc import Callable, Mapping
from pathlib import Path

from checker.engine import apt, apt_sources
from checker.engine.host import Host
from checker.errors import EnvironmentFault

#: The oldest engine of which current docker commands still speak the language (API 1.44).
OLDEST = 25

#: Where a suite's own engine is older, it comes from this later suite of Debian.
LATER_SUITE = "trixie"
#: The suites on which the later suite's packages run unchanged (libc6 2.34 or newer).
OLDER_SUITES = frozenset({"bookworm"})

_ENGINE = "docker.io"
_COMMAND = "docker-cli"
_BUILDX = "docker-buildx"
_COMPOSE = ("docker-compose-v2", "docker-compose")
_FROM_LATER = (_ENGINE, _COMMAND, _BUILDX, "docker-compose", "containerd")

_SOURCE = Path("sources.list.d/shipyourmodel-docker.sources")
_PIN = Path("preferences.d/shipyourmodel-docker")


def choose(offers: Mapping[str, str]) -> list[str]:
    """Return the packages that make a whole engine, from what apt offers; none where a part is missing or too old."""
    compose = next((name for name in _COMPOSE if apt.major(offers.get(name, "")) >= 2), None)
    if apt.major(offers.get(_ENGINE, "")) < OLDEST or _BUILDX not in offers or compose is None:
        return []
    return [_ENGINE, *([_COMMAND] if _COMMAND in offers else []), _BUILDX, compose]


def preferences(suite: str) -> str:
    """Return the text that lets only the engine's own packages come from a later suite."""
    return (
        f"Package: *\nPin: release n={suite}*\nPin-Priority: 100\n\n"
        f"Package: {' '.join(_FROM_LATER)}\nPin: release n={suite}*\nPin-Priority: 500\n"
    )


def packages(host: Host, say: Callable[[str], None], configuration: Path = Path("/etc/apt")) -> list[str]:
    """Return the packages to install; add the later suite to apt's configuration where the machine's is too old.

    Raises EnvironmentFault where apt cannot read its lists, or where neither has an engine that is new enough.
    """
    say("reading the package lists")
    trouble = apt.update()
    if wanted := choose(_offers()):
        return wanted
    if host.distribution == "debian" and host.suite in OLDER_SUITES:
        say(f"the engine of {host.suite} is too old: taking the one of {LATER_SUITE}, and nothing else from there")
        add_later_suite(host.suite, configuration)
        trouble = apt.update()
        if wanted := choose(_offers()):
            return wanted
    if trouble:
        raise EnvironmentFault(f"apt-get update fails: {trouble} Mend it, then type: nox -s engine")
    raise EnvironmentFault(
        f"The packages of this {host.distribution} {host.suite} hold no Docker {OLDEST} or newer with buildx and "
        "compose. Install Docker Engine by its own instructions, then type: nox -s doctor"
    )


def add_later_suite(suite: str, configuration: Path) -> None:
    """Write the later suite's source and its pin; mirror and key are those of the machine's own suite."""
    sources = apt_sources.like(apt_sources.configured(configuration), suite, LATER_SUITE)
    if not sources:
        raise EnvironmentFault(f"No source in {configuration} serves {suite}. Mend apt's sources, then try again.")
    for place, text in ((_PIN, preferences(LATER_SUITE)), (_SOURCE, apt_sources.text_of(sources))):
        path = configuration / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)


def install(host: Host, say: Callable[[str], None], log: Path) -> None:
    """Install the engine. Raises EnvironmentFault with apt's error; apt's whole report goes to `log`."""
    wanted = packages(host, say)
    say(f"installing {', '.join(wanted)}")
    apt.install(wanted, say, log=log)


def _offers() -> dict[str, str]:
    return apt.candidates([_ENGINE, _COMMAND, _BUILDX, *_COMPOSE])
