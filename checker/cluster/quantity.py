"""Quantities as Kubernetes writes them: `100m` of a CPU, `192Mi` of memory."""

import re

_QUANTITY = re.compile(r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))(?P<unit>[KMGTPE]i|[numkMGTPE]?|[eE][+-]?\d+)")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = "KMGTPE"


def amount(text: str | float) -> float:
    """Return a quantity as a number: of CPUs, or of bytes. Raises ValueError for what the API would not take."""
    match = _QUANTITY.fullmatch(str(text))
    if isinstance(text, bool) or not match:
        raise ValueError(text)
    number, unit = float(match["number"]), match["unit"]
    if unit in _DECIMAL:
        return float(number * 10.0 ** _DECIMAL[unit])
    if unit.endswith("i"):
        return float(number * 1024 ** (_BINARY.index(unit[0]) + 1))
    return float(number * 10.0 ** int(unit[1:]))
