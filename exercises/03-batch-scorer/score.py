"""Name the species of every penguin in a CSV file.

    python score.py birds.csv                  a table with one more column, `species`
    python score.py birds.csv --format json    one JSON object a line
    python score.py < birds.csv                the table comes on standard input; `-` says the same

The table needs the columns `bill_length_mm` and `bill_depth_mm`. Others are carried along.
The model is `model.json` in this script's own folder, whatever the working folder is.
"""

import argparse
import csv
import io
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

MODEL_FILE = Path(__file__).with_name("model.json")

Row = dict[str, str]
Model = dict[str, Any]


class BadInput(Exception):
    """The table cannot be scored; the text says why, in one line."""


def species_of(model: Model, row: Row) -> str:
    """Return the species of one bird; its row holds the model's features as text, in mm."""
    values = [float(row[name]) for name in model["features"]]
    if not all(map(math.isfinite, values)):
        raise ValueError("not a length")
    scores = [
        intercept + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for intercept, weights in zip(model["intercepts"], model["coefficients"], strict=True)
    ]
    return str(model["species"][scores.index(max(scores))])


def scored(model: Model, rows: "csv.DictReader[str]") -> Iterator[tuple[Row, str]]:
    """Yield each row with its species. Raises BadInput at the first row that cannot be scored."""
    for row in rows:
        if None in row:
            raise BadInput(f"line {rows.line_num} has more values than the table has columns")
        try:
            yield row, species_of(model, row)
        except (TypeError, ValueError):
            raise BadInput(f"line {rows.line_num} holds no measurement in mm: {list(row.values())}") from None


def score(model: Model, table: TextIO, form: str) -> None:
    """Read the table and print the rows with their species, as `csv` or as `json` lines."""
    rows = csv.DictReader(table)
    columns = list(rows.fieldnames or [])
    missing = [name for name in model["features"] if name not in columns]
    if missing:
        raise BadInput(f"the table has no column {missing[0]}")
    if form == "json":
        for _, species in scored(model, rows):
            print(json.dumps({"species": species, "model_version": model["version"]}))
        return
    writer = csv.DictWriter(sys.stdout, [*columns, "species"], lineterminator="\n")
    writer.writeheader()
    for row, species in scored(model, rows):
        writer.writerow({**row, "species": species})


def opened(name: str) -> TextIO:
    """Open the table, or standard input for `-`; a byte-order mark, as Windows programs write it, is passed over."""
    if name == "-":
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
    return Path(name).open(encoding="utf-8-sig", newline="")


def main() -> int:
    """Score what the command line names; return 0, or 1 with one line on standard error."""
    parser = argparse.ArgumentParser(description="Name the species of every penguin in a CSV file.")
    parser.add_argument("table", nargs="?", default="-", help="a CSV file; - or nothing reads standard input")
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help="how to print (default: csv)")
    options = parser.parse_args()
    model = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    try:
        with opened(options.table) as table:
            score(model, table, options.format)
    except OSError as error:
        print(f"score.py: cannot read {options.table}: {error.strerror}", file=sys.stderr)
        return 1
    except UnicodeDecodeError:
        print(f"score.py: {options.table}: this is not text in UTF-8", file=sys.stderr)
        return 1
    except BadInput as error:
        print(f"score.py: {options.table}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
