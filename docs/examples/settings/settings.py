"""What a lookout may set. A value that cannot be used ends the program with one line."""

import logging
import os

LEVELS = ("debug", "info", "warning", "error")


def number(name, default, lowest, highest):
    text = os.environ.get(name) or default
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        raise SystemExit(f"{name}={text}: not a whole number from {lowest} to {highest}")
    return int(text)


PORT = number("PORT", "8000", 1, 65535)
THRESHOLD_G = number("THRESHOLD_G", "2500", 1, 50000)

LOG_LEVEL = (os.environ.get("LOG_LEVEL") or "info").lower()
if LOG_LEVEL not in LEVELS:
    raise SystemExit(f"LOG_LEVEL={LOG_LEVEL}: not one of {', '.join(LEVELS)}")

logging.basicConfig(level=LOG_LEVEL.upper(), format="%(levelname)s %(message)s")
