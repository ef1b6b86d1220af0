"""The notebook's work as a script: `python fit.py TABLE` prints the model as JSON."""

import csv
import json
import sys
from math import sqrt
from statistics import linear_regression

with open(sys.argv[1], newline="") as file:
    walks = [(float(row["steps"]), float(row["metres"])) for row in csv.DictReader(file)]
steps, metres = zip(*walks, strict=True)
line = linear_regression(steps, metres)
left = [far - line.intercept - line.slope * count for count, far in walks]
spread = sqrt(sum(error**2 for error in left) / (len(walks) - 2))
model = {"slope": line.slope, "intercept": line.intercept, "spread": spread}
model |= {"steps": [min(steps), max(steps)], "rows": len(walks)}
print(json.dumps({name: value if name in ("steps", "rows") else round(value, 3) for name, value in model.items()}))
