"""Both versions, and feedback in a file of lines under a lock of the kernel's."""

import fcntl
import json
import os
from collections import Counter
from typing import Literal

import numpy as np
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


class Scorer:
    def __init__(self, name):
        with open(f"/srv/{name}") as file:
            self.model = json.load(file)
        self.weights, self.start = np.array(self.model["coefficients"]), np.array(self.model["intercepts"])

    def __call__(self, bird):
        scores = self.weights @ np.array([getattr(bird, name) for name in self.model["features"]]) + self.start
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        return self.model["species"][int(scores.argmax())], dict(zip(self.model["species"], chances.tolist()))


def asked():
    return {"1": Scorer("model_v1.json"), "2": Scorer("model_v2.json")}


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
