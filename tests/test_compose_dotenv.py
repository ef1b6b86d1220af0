"""Files of settings are read as Compose reads its .env files."""

import time
from pathlib import Path

import pytest

from checker.compose.dotenv import parse
from checker.compose.problem import Problem
from tests.compose import lay_out, resolved

#: Lines to the value of V; None for none, an empty tuple for what Compose refuses.
LINES: dict[str, str | tuple[()] | None] = {
    "V=a": "a", "V = a": "a", "V= a ": "a", "export V=a": "a", "V: a": "a", "V:a": "a", "V='a b'": "a b",
    'V="a b"': "a b", "V=a b": "a b", "V=a # c": "a", "V=a# c": "a# c", 'V="a" # c': "a", "V=a#b": "a#b", "V=": "",
    "V=''": "", "V": None, "V=$A": "one", "V='$A'": "$A", 'V="${A}x"': "onex", "V=${N:-d}": "d", "V=a\\nb": "a\\nb",
    'V="a\\nb"': "a\nb", "V='a\\nb'": "a\\nb", 'V="a\\"b"': 'a"b', "V='it\\'s'": "it's", 'V="two\nlines"': "two\nlines",
    "# c\n\nV=a": "a", "  V=a": "a", "V=a\r\nW=b\r": "a", "V=a=b": "a=b", "V=$$A": "$A", "V=a\nV=b": "b",
    "A=z\nV=$A": "one", "V.x=a\nV=b": "b", "1V=a\nV=d": "d", 'V="unclosed': (), "V a": (), "V=\\$A": "\\one",
    'V="\\$A"': "$A", "V=#c": "#c", "V=ä": "ä", "V=${N:?no}": (), 'V="a\\${A}"': "a${A}", "V='a' b": "a",
}  # fmt: skip

lines = pytest.mark.parametrize(("text", "meant"), LINES.items(), ids=LINES)


@lines
def test_a_line_means_what_compose_documents(text: str, meant: str | tuple[()] | None) -> None:
    """Quotes, remarks, escapes, variables, and the `export` of those who source the file too."""
    if meant == ():
        with pytest.raises(Problem) as caught:
            parse(f"{text}\n", {"A": "one"}, "settings.env")
        assert caught.value.line == 1
    else:
        assert parse(f"{text}\n", {"A": "one"}, "settings.env")["V"] == meant


@pytest.mark.engine
def test_compose_itself_agrees(tmp_path: Path) -> None:
    """The second opinion is Compose's own."""
    texts = [text for text, meant in LINES.items() if meant != ()]
    services = "".join(f"  s{n}:\n    image: x\n    env_file: {n}.env\n" for n, _ in enumerate(texts))
    files = {".env": "A=one\n", **{f"{n}.env": f"{text}\n" for n, text in enumerate(texts)}}
    found = resolved(lay_out(tmp_path, f"services:\n{services}", files) / "compose.yaml")
    assert isinstance(found, dict), found
    values = [(found["services"][f"s{n}"].get("environment") or {}).get("V") for n, _ in enumerate(texts)]
    assert [value and value.replace("$$", "$") for value in values] == [LINES[text] for text in texts]


@pytest.mark.engine
@pytest.mark.parametrize("text", [text for text, meant in LINES.items() if meant == ()])
def test_compose_itself_refuses(text: str, tmp_path: Path) -> None:
    """What we refuse, it would not have taken."""
    file = "services:\n  s:\n    image: x\n    env_file: settings.env\n"
    found = resolved(lay_out(tmp_path, file, {".env": "A=one\n", "settings.env": f"{text}\n"}) / "compose.yaml")
    assert isinstance(found, str)


def test_no_line_end_at_the_end() -> None:
    """A file may end where its last value ends."""
    assert parse("A=1\nB=2", {}, ".env") == {"A": "1", "B": "2"}


def test_a_long_file_takes_no_time() -> None:
    """Whoever reads it line by line is not led into reading all of it for each line."""
    began = time.monotonic()
    found = parse("".join(f"V{n}=$V{n - 1}x\n" for n in range(2000)) + "A=1\n" * 50_000, {}, ".env")
    assert len(found) == 2001
    assert time.monotonic() - began < 2
