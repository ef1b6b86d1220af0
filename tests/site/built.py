"""Build the site as `nox -s docs` does, and read what was built."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from checker.places import ROOT


@dataclass(frozen=True)
class Built:
    """A built site: its folder, and what the builder said."""

    folder: Path
    said: str

    @property
    def pages(self) -> list[str]:
        """The paths of all pages, relative to the site's folder."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))

    def parsed(self, page: str) -> "Parsed":
        """Return the links, sources and anchors of a page."""
        parsed = Parsed()
        parsed.feed((self.folder / page).read_text(encoding="utf-8"))
        return parsed


def build(folder: Path) -> Built:
    """Build strictly into `folder`. A build that fails is an AssertionError that shows all that the builder said."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return Built(folder, done.stdout)


class Parsed(HTMLParser):
    """Links (`href`), sources (`src`), anchors (`id`), those of headings, and text of a page; pictures without one."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.links: list[str] = []
        self.sources: list[str] = []
        self.anchors: set[str] = set()
        self.headings: set[str] = set()
        self.mute_pictures: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag refers to."""
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if found.get("src"):
            self.sources.append(str(found["src"]))
        if found.get("id"):
            self.anchors.add(str(found["id"]))
            if re.fullmatch(r"h[1-6]", tag):
                self.headings.add(str(found["id"]))
        if tag == "img" and found.get("alt") is None:
            self.mute_pictures.append(str(found.get("src")))

    def handle_data(self, data: str) -> None:
        """Note what is read, without the tags that colour it."""
        self.text += data
