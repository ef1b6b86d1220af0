"""A TOML file that a learner fills in: found, decoded and parsed; what keeps it from being read is said by line."""

import tomllib
from pathlib import Path
from typing import Any, NoReturn

from checker.api.answers.toml_mistakes import explain
from checker.api.attempt import Attempt
from checker.api.failure import Failure

#: Bytes that such a file may have: what is longer was not typed.
LARGEST = 64 * 1024

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_toml(attempt: Attempt, name: str) -> dict[str, Any]:
    """Return what the file `name` at the top of the attempt's folder says.

    UTF-8 with or without a mark, and UTF-16 with one, as Windows programs write it. Raises Failure for a
    file that is not there, that is something else, and that is no TOML.
    """
    place = f"{attempt.shown_folder}/{name}"
    text = _decoded(_bytes(attempt.folder / name, place), place)
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        mistake = explain(str(error) if isinstance(error, ValueError) else "Nested too deeply", text)
        raise Failure(
            f"{name} is not valid TOML: {mistake.what}.",
            expected=mistake.expected,
            seen=mistake.line,
            reproduce=f"python -c \"import tomllib; print(tomllib.load(open('{place}', 'rb')))\"",
        ) from None


def _bytes(path: Path, place: str) -> bytes:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        _unreadable(f"{path.name} is a link or a folder, not a file.", "a file of your own", "something else", place)
    if not path.exists():
        twins = [one.name for one in sorted(path.parent.iterdir()) if one.name.lower().startswith(path.name)]
        near = f"{twins[0]}, which some editors make of {path.name}" if twins else f"no {path.name} in the folder"
        _unreadable(f"There is no {path.name}.", f"the file {place}", near, place)
    if path.stat().st_size > LARGEST:
        _unreadable(f"{path.name} is too large.", f"at most {LARGEST} bytes", f"{path.stat().st_size} bytes", place)
    try:
        return path.read_bytes()
    except OSError as error:
        _unreadable(f"{path.name} cannot be read.", "a file that you may read", str(error.strerror), place)


def _decoded(data: bytes, place: str) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 as some Windows programs write it."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        name = Path(place).name
        _unreadable(
            f"{name} is not written in UTF-8.",
            "a file that is saved as UTF-8: your editor offers it under “Save as”, or under “Encoding”",
            f"a byte in line {line} that belongs to another encoding",
            place,
        )


def _unreadable(summary: str, expected: str, seen: str, place: str) -> NoReturn:
    raise Failure(summary, expected=expected, seen=seen, reproduce=f"ls -l {Path(place).parent.as_posix()}")
