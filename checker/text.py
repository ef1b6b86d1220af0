"""Text from containers, made safe to show: no control codes, no flood, the end of a long log."""

import re

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\-~])")
#: Control characters, marks that turn the writing direction, and what neither UTF-8 nor XML can hold.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Return the text without escape sequences and control characters; lines and tabs stay."""
    return _CONTROL.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def tail(text: str, lines: int = 20, width: int = 400) -> str:
    """Return the last lines of a text, cleaned, each cut to a width; says how many lines stand before them."""
    every = clean(text).rstrip().splitlines()
    kept = [line if len(line) <= width else line[: width - 1] + "…" for line in every[-lines:]]
    left_out = len(every) - len(kept)
    return "\n".join([f"… ({left_out} lines before)", *kept] if left_out else kept)


def show(text: str, most: int = 4000) -> str:
    """Return a value as a person reads it: cleaned, whole up to `most` characters, its size said beyond."""
    text = clean(text).strip()
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters in all)"
