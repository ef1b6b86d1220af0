"""mass-id on the standard library alone."""

import json
import math
import os
import sys
import threading
import uuid
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

VERSION = os.environ["VERSION"]
NUMBERS = json.loads(Path(__file__).with_name("numbers.json").read_text())
LINES = Path("/data/lines")
lock = threading.Lock()
requests, predictions = Counter(), Counter()


class No(Exception):
    pass


def number(value, low=-math.inf, high=math.inf):
    try:
        return type(value) in (int, float) and low <= value <= high and math.isfinite(value)
    except OverflowError:
        return False


def mass(bird):
    if not isinstance(bird, dict):
        raise No(["birds"])
    wrong = [] if isinstance(bird.get("species"), str) and bird["species"] in NUMBERS["base"] else ["species"]
    wrong += [name for name, ends in NUMBERS["ends"].items() if not number(bird.get(name), *ends)]
    if wrong:
        raise No(wrong)
    value = NUMBERS["base"][bird["species"]] + sum(NUMBERS["slopes"][name] * bird[name] for name in NUMBERS["slopes"])
    low, high = value - 2 * NUMBERS["spread"], value + 2 * NUMBERS["spread"]
    return {"body_mass_g": round(value), "low_g": round(low), "high_g": round(high), "model_version": VERSION}


def predict(body):
    answer = mass(body)
    predictions[body["species"]] += 1
    return 200, answer


def batch(body):
    birds = body.get("birds")
    if not isinstance(birds, list) or len(birds) not in range(1, 101):
        raise No(["birds"])
    answers, wrong = [], {}
    for place, bird in enumerate(birds):
        try:
            answers.append(mass(bird))
        except No as no:
            wrong[place] = no.args[0]
    if wrong:
        raise No({str(place): names for place, names in wrong.items()})
    predictions.update(bird["species"] for bird in birds)
    return 200, {"predictions": answers}


def feedback(body):
    entry = {name: body.get(name) for name in ("band", "body_mass_g")}
    wrong = [] if isinstance(entry["band"], str) and entry["band"] else ["band"]
    wrong += [] if number(entry["body_mass_g"]) and entry["body_mass_g"] > 0 else ["body_mass_g"]
    if wrong:
        raise No(wrong)
    with LINES.open("a") as file:
        file.write(json.dumps(entry) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return 201, entry


def kept(_):
    text = LINES.read_text() if LINES.exists() else ""
    return 200, {"feedback": [json.loads(line) for line in text.splitlines()]}


def card(_):
    ends = NUMBERS["ends"].items()
    return 200, {
        "model": "mass-id",
        "model_version": VERSION,
        "species": sorted(NUMBERS["base"]),
        "training_rows": NUMBERS["rows"],
        "features": {name: {"unit": "mm", "minimum": low, "maximum": high} for name, (low, high) in ends},
        "intended_use": "Weighing penguins without lifting them.",
        "limitations": "Adults of three species only.",
    }


def metrics(_):
    lines = ["# TYPE http_requests_total counter"]
    lines += [f'http_requests_total{{path="{path}",status="{status}"}} {n}' for (path, status), n in requests.items()]
    lines += ["# TYPE predictions_total counter"]
    lines += [f'predictions_total{{species="{name}"}} {n}' for name, n in predictions.items()]
    return 200, "\n".join(lines) + "\n"


GETS = {
    "/health": lambda _: (200, {"status": "ok"}),
    "/ready": lambda _: (200, {"status": "ready"}),
    "/version": lambda _: (200, {"api_version": "1", "model_version": VERSION}),
    "/metadata": card,
    "/feedback": kept,
    "/metrics": metrics,
}
POSTS = {"/predict": predict, "/predict/batch": batch, "/feedback": feedback}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(GETS, None)

    def do_POST(self):
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(POSTS, data)

    def answer(self, routes, data):
        path = self.path.partition("?")[0]
        with lock:
            status, said = self.result(routes.get(path), data)
            requests[path if path in routes else "elsewhere", status] += path != "/metrics"
        text = said if isinstance(said, str) else json.dumps(said)
        own = self.headers.get("X-Request-ID") or uuid.uuid4().hex
        line = {"request_id": own, "method": self.command, "path": path, "status": status}
        with lock:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        self.send_response(status)
        self.send_header("X-Request-ID", own)
        kind = "text/plain; version=0.0.4" if isinstance(said, str) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def result(self, route, data):
        if route is None:
            return 404, {"error": "no such address"}
        try:
            body = json.loads(data) if data is not None else None
        except (ValueError, RecursionError):
            return 400, {"error": "no JSON"}
        if data is not None and not isinstance(body, dict):
            return 400, {"error": "no JSON object"}
        try:
            return route(body)
        except No as no:
            return 422, {"wrong": no.args[0]}

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    if sys.argv[1:] == ["health"]:
        urlopen("http://127.0.0.1:8000/ready", timeout=2).close()
        sys.exit()
    server = ThreadingHTTPServer(("0.0.0.0", 8000), Handler)
    server.daemon_threads = True
    try:
        server.serve_forever(0.1)
    except KeyboardInterrupt:
        sys.exit(0)
