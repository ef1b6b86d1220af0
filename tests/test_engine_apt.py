"""Reading the machine's apt configuration and apt's own reports."""

from pathlib import Path

import pytest

from checker.engine import apt, apt_sources

DEB822 = """\
# The distribution.
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb-src
URIs: http://mirror.example/debian
Suites: bookworm
Components: main
"""

ONE_LINE = """\
# comment
deb http://mirror.example/debian bookworm main contrib # the distribution
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/etc/apt/keyrings/a.gpg] https://mirror.example/security bookworm-security main
  deb [trusted=yes] file:/srv/local ./ x
"""

POLICY = """\
docker.io:
  Installed: (none)
  Candidate: 26.1.5+dfsg1-9
  Version table:
     26.1.5+dfsg1-9 500
docker-compose-v2:
  Installed: (none)
  Candidate: (none)
docker-compose:
  Installed: 1.29.2-3
  Candidate: 1:2.26.1-4
"""


def test_deb822_gives_the_enabled_sources_of_binary_packages() -> None:
    """Sources that are off, and those of source code, are left out; a key block keeps its lines."""
    first, second = apt_sources.deb822(DEB822)
    assert first.suites == ("bookworm", "bookworm-updates")
    assert first.signed_by == "/usr/share/keyrings/archive.gpg"
    assert second.signed_by.splitlines()[-1] == " abc"


def test_a_stanza_reads_back_as_what_it_was() -> None:
    """Writing a source and reading it gives the same source, with a key block too."""
    sources = apt_sources.deb822(DEB822)
    assert apt_sources.deb822(apt_sources.text_of(sources)) == sources


def test_one_line_form_gives_options_and_components() -> None:
    """Comments and deb-src lines are left out, signed-by is found among other options."""
    sources = apt_sources.one_line(ONE_LINE)
    assert [source.uris[0] for source in sources[:2]] == [
        "http://mirror.example/debian",
        "https://mirror.example/security",
    ]
    assert sources[1].signed_by == "/etc/apt/keyrings/a.gpg"
    assert sources[0].components == ("main", "contrib")


def test_configured_reads_both_forms_in_one_machine(tmp_path: Path) -> None:
    """sources.list, .list and .sources files count; files with other endings do not."""
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (tmp_path / "sources.list").write_text(ONE_LINE, encoding="utf-8")
    (folder / "debian.sources").write_text(DEB822, encoding="utf-8")
    (folder / "debian.sources.bak").write_text(DEB822, encoding="utf-8")
    assert len(apt_sources.configured(tmp_path)) == 5


def test_a_machine_without_configuration_has_no_sources(tmp_path: Path) -> None:
    """A folder that does not exist is no error."""
    assert apt_sources.configured(tmp_path / "none") == []


def test_like_keeps_mirror_and_key_and_changes_the_suite() -> None:
    """Updates and security follow; components other than main, and foreign archives, do not."""
    foreign = apt_sources.Source(("http://other.example",), ("nodistro",), ("main",))
    made = apt_sources.like([*apt_sources.deb822(DEB822), foreign], "bookworm", "trixie")
    assert [source.suites for source in made] == [("trixie", "trixie-updates"), ("trixie-security",)]
    assert all(source.components == ("main",) for source in made)
    assert made[0].uris == ("http://mirror.example/debian",)


def test_policy_gives_candidates_and_leaves_out_what_apt_does_not_know() -> None:
    """A candidate of (none) is no candidate."""
    assert apt.policy(POLICY) == {"docker.io": "26.1.5+dfsg1-9", "docker-compose": "1:2.26.1-4"}


@pytest.mark.parametrize(("version", "number"), [("26.1.5+dfsg1-9", 26), ("1:2.26.1-4", 2), ("", 0), ("x", 0)])
def test_major_is_the_first_number_without_the_epoch(version: str, number: int) -> None:
    """Debian's epoch is not part of the upstream version."""
    assert apt.major(version) == number


def test_last_error_prefers_what_apt_marks_as_an_error() -> None:
    """The first line with E: is the cause; later ones follow from it."""
    said = "Get:1 x\nE: Unable to locate package docker.io\nE: more\nbye"
    assert apt.last_error(said) == "Unable to locate package docker.io."
    assert apt.last_error("only this") == "only this."
    assert apt.last_error("") == "no reason given."
