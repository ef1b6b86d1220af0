"""Read the machine's own apt configuration, in both its forms, and write one source like another."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

_ONE_LINE = re.compile(r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<components>.+)$")


@dataclass(frozen=True)
class Source:
    """One archive of binary packages: addresses, suites, components, and the key that signs it.

    `signed_by` is a path, a key block over several lines as deb822 writes it, or empty.
    """

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""

    def stanza(self) -> str:
        """Return the source in the deb822 form."""
        lines = [
            "Types: deb",
            f"URIs: {' '.join(self.uris)}",
            f"Suites: {' '.join(self.suites)}",
            f"Components: {' '.join(self.components)}",
        ]
        if self.signed_by:
            lines.append(f"Signed-By: {self.signed_by}")
        return "\n".join(lines) + "\n"


def deb822(text: str) -> list[Source]:
    """Return the enabled sources of binary packages in a `.sources` file's text."""
    fields = [_fields(stanza) for stanza in re.split(r"\n[ \t]*\n", text)]
    return [
        Source(
            tuple(found["uris"].split()),
            tuple(found["suites"].split()),
            tuple(found.get("components", "").split()),
            found.get("signed-by", ""),
        )
        for found in fields
        if "deb" in found.get("types", "").split()
        and found.get("enabled", "yes").lower() not in {"no", "false", "0", "off"}
        and {"uris", "suites"} <= found.keys()
    ]


def _fields(stanza: str) -> dict[str, str]:
    """Return the fields of one stanza, names in lower case; the lines of a long value stay lines."""
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line[:1] in {" ", "\t"} and name:
            fields[name] += "\n" + line.rstrip()
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def one_line(text: str) -> list[Source]:
    """Return the sources of binary packages in a `sources.list` file's text."""
    sources = []
    for line in text.splitlines():
        if match := _ONE_LINE.match(line.partition("#")[0].strip()):
            options = dict(part.split("=", 1) for part in (match["options"] or "").split() if "=" in part)
            components = tuple(match["components"].split())
            sources.append(Source((match["uri"],), (match["suite"],), components, options.get("signed-by", "")))
    return sources


def configured(root: Path = Path("/etc/apt")) -> list[Source]:
    """Return every source of the machine, in apt's order."""
    found = one_line(_read(root / "sources.list"))
    folder = root / "sources.list.d"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix in {".list", ".sources"}:
            found += (one_line if path.suffix == ".list" else deb822)(_read(path))
    return found


def like(sources: Iterable[Source], suite: str, wanted: str) -> list[Source]:
    """Return the archives that serve `suite`, its updates and its security, as sources of the suite `wanted`."""
    kinds = {suite: wanted, f"{suite}-updates": f"{wanted}-updates", f"{suite}-security": f"{wanted}-security"}
    found: list[Source] = []
    for source in sources:
        suites = tuple(kinds[name] for name in source.suites if name in kinds)
        if suites and "main" in source.components:
            found.append(replace(source, suites=suites, components=("main",)))
    return found


def text_of(sources: Sequence[Source]) -> str:
    """Return sources as the text of a `.sources` file."""
    return "\n".join(source.stanza() for source in sources)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
