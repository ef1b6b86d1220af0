"""Adult or chick? `python guess.py GRAMS` says which, and how sure the model is."""

import sys

import joblib

model = joblib.load("model.joblib")
chances = dict(zip(model.classes_, model.predict_proba([[float(sys.argv[1])]])[0], strict=True))
stage = max(chances, key=chances.get)
print(f"{stage}, {chances[stage]:.0%} sure")
