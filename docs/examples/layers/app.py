"""Adult or chick? One rule behind an endpoint: the shape of a service, without a trained model."""

from pathlib import Path

from flask import Flask, jsonify, request

app = Flask(__name__)
THRESHOLD = float(Path(__file__).with_name("threshold.txt").read_text())


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict():
    bird = request.get_json(silent=True)
    if not isinstance(bird, dict):
        return jsonify(error="the body must be a JSON object"), 400
    mass = bird.get("body_mass_g")
    if isinstance(mass, bool) or not isinstance(mass, int | float):
        return jsonify(error="body_mass_g must be a number"), 422
    return {"stage": "adult" if mass >= THRESHOLD else "chick", "model_version": "1"}


if __name__ == "__main__":
    app.run(port=8000)
