"""Score a table that is read whole, quote every value, and print it at once: with a blank line at its end."""

import csv
import io
import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from score import MODEL_FILE, species_of

parser = ArgumentParser()
parser.add_argument("table", nargs="?", default="-")
parser.add_argument("--format", default="csv")
options = parser.parse_args()
try:
    text = sys.stdin.read() if options.table == "-" else Path(options.table).read_text()
except OSError as error:
    sys.exit(f"whole.py: {error}")
model = json.loads(MODEL_FILE.read_text())
rows = [{**row, "species": species_of(model, row)} for row in csv.DictReader(io.StringIO(text))]
if options.format == "json":
    for row in rows:
        print(json.dumps({"model_version": model["version"], "species": row["species"]}))
else:
    table = io.StringIO()
    writer = csv.DictWriter(table, rows[0], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    print(table.getvalue())
