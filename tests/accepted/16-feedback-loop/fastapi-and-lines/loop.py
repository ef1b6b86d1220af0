"""Both versions, and feedback in a file of lines under a lock of the kernel's."""

import fcntl
import json
import os
from collections import Counter
from typing import Literal

import joblib
from pydantic import BaseModel, ConfigDict, FiniteFloat

FILE = "/data/feedback.jsonl"
Species = Literal["Adelie", "Chinstrap", "Gentoo"]


class Bill(BaseModel):
    model_config = ConfigDict(strict=True)
    bill_length_mm: FiniteFloat
    bill_depth_mm: FiniteFloat


class Bird(Bill):
    flipper_length_mm: FiniteFloat
    body_mass_g: FiniteFloat


class Feedback(Bird):
    model_config = ConfigDict(strict=True, protected_namespaces=())
    model_version: Literal["1", "2"]
    species_said: Species
    species_seen: Species


def asked():
    with open("/srv/model.json") as file:
        first = json.load(file)
    second = joblib.load("/srv/model.joblib")

    def version_1(bird):
        pairs = zip(first["intercepts"], first["coefficients"])
        scores = [start + a * bird.bill_length_mm + b * bird.bill_depth_mm for start, (a, b) in pairs]
        return first["species"][scores.index(max(scores))], None

    def version_2(bird):
        row = [bird.bill_length_mm, bird.bill_depth_mm, bird.flipper_length_mm, bird.body_mass_g]
        chances = dict(zip(second.classes_.tolist(), second.predict_proba([row]).tolist()[0]))
        return max(chances, key=chances.get), chances

    return {"1": version_1, "2": version_2}


def lines():
    if not os.path.exists(FILE):
        return []
    with open(FILE) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        return [Feedback.model_validate_json(line) for line in file]


def keep(feedback):
    with open(FILE, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(feedback.model_dump_json() + "\n")
        file.flush()
        os.fsync(file.fileno())


def table(pairs):
    counts = {}
    for (seen, said), number in Counter(pairs).items():
        counts.setdefault(seen, {})[said] = number
    right = sum(seen == said for seen, said in pairs)
    return {
        "total": len(pairs),
        "right": right,
        "accuracy": round(right / len(pairs), 3) if pairs else None,
        "counts": counts,
    }
