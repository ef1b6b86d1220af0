"""Adult or chick? `python stage.py 2700` answers by the rule that lies at MODEL_PATH."""

import json
import os
import sys
from pathlib import Path

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or "/app/rule.json")
try:
    rule = json.loads(MODEL_PATH.read_text())
except (OSError, ValueError) as error:
    raise SystemExit(f"MODEL_PATH={MODEL_PATH}: no rule there: {error}") from None

wanted = os.environ.get("MODEL_VERSION") or rule["version"]
if wanted != rule["version"]:
    raise SystemExit(f"MODEL_VERSION={wanted}: the rule in {MODEL_PATH} has version {rule['version']}")

stage = "adult" if float(sys.argv[1]) >= rule["threshold_g"] else "chick"
print(f"{stage}, by version {rule['version']}")
