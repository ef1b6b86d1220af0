"""Has a chick had its ration? Its meals in kilograms come in, a verdict goes out."""

import json
import os
import platform
import sys
from pathlib import Path

RATION_KG = float(os.environ.get("RATION_KG", "1.0"))


def verdict(meals_kg):
    """Return `fed` or `hungry`."""
    return "fed" if sum(meals_kg) >= RATION_KG else "hungry"


if __name__ == "__main__":
    meals = json.loads(Path(sys.argv[1]).read_text())["meals_kg"]
    print(f"Python {platform.python_version()}: {verdict(meals)}")
