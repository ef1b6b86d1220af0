"""Adult or chick? A whole survey: a line for each bird, as soon as it is known."""

import json
import time

from flask import Flask, request

app = Flask(__name__)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/survey")
def survey():
    birds = request.get_json()["birds"]

    def lines():
        for number, bird in enumerate(birds):
            time.sleep(0.1)
            stage = "adult" if bird["body_mass_g"] >= 2700 else "chick"
            yield json.dumps({"bird": number, "stage": stage}) + "\n"

    return lines(), {"Content-Type": "application/x-ndjson"}
