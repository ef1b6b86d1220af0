"""Least squares in fractions: no numpy, no rounding."""

import csv
import json
from fractions import Fraction as F

LENGTHS = ["flipper_length_mm", "bill_length_mm", "bill_depth_mm"]
SPECIES = ["Adelie", "Chinstrap", "Gentoo"]
rows = [row for row in csv.DictReader(open("penguins.csv")) if row["flipper_length_mm"] != "NA"]
X = [[F(row["species"] == name) for name in SPECIES] + [F(row[name]) for name in LENGTHS] for row in rows]
y = [F(row["body_mass_g"]) for row in rows]
A = [[sum(r[i] * r[j] for r in X) for j in range(6)] + [sum(r[i] * m for r, m in zip(X, y))] for i in range(6)]
for i in range(6):
    A[i] = [value / A[i][i] for value in A[i]]
    for j in range(6):
        if i != j:
            A[j] = [a - A[j][i] * b for a, b in zip(A[j], A[i])]
w = [row[6] for row in A]
left = sum((m - sum(a * b for a, b in zip(w, r))) ** 2 for r, m in zip(X, y))
numbers = {
    "base": dict(zip(SPECIES, map(float, w))),
    "slopes": dict(zip(LENGTHS, map(float, w[3:]))),
    "ends": {name: [float(f(F(row[name]) for row in rows)) for f in (min, max)] for name in LENGTHS},
    "rows": len(rows),
    "spread": float(left / (len(rows) - 6)) ** 0.5,
}
json.dump(numbers, open("numbers.json", "w"))
