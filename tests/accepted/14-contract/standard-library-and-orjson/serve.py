"""No framework: a server of the standard library, another JSON parser, and the model loaded in the main thread."""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import orjson
from loader import load, probabilities

arrived = Event()
model = {}


class Refused(Exception):
    pass


def check(bird, where=""):
    if not isinstance(bird, dict):
        return [f"{where or 'the body'} is no object"]
    wrong = []
    for name, (low, high) in model["training_ranges"].items():
        match bird.get(name):
            case bool() | None | str() | list() | dict():
                wrong.append(f"{where}/{name}: no number")
            case value if not low <= value <= high:
                wrong.append(f"{where}/{name}: out of range")
    return wrong


def single(bird):
    if wrong := check(bird):
        raise Refused(wrong)
    return score(bird)


def many(asked):
    match asked:
        case {"birds": [_, *_] as birds} if len(birds) < 101:
            wrong = [line for number, bird in enumerate(birds) for line in check(bird, f"/birds/{number}")]
            if wrong:
                raise Refused(wrong)
            return {"predictions": [score(bird) for bird in birds]}
        case _:
            raise Refused(["/birds: a list, please, of one to a hundred"])


def score(bird):
    chances = probabilities(model, bird)
    return {"species": max(chances, key=chances.get), "probabilities": chances, "model_version": model["version"]}


def card(_):
    features = {
        name: {"unit": {"m": "mm", "g": "g"}[name[-1]], "minimum": low, "maximum": high}
        for name, (low, high) in model["training_ranges"].items()
    }
    words = {"intended_use": "adult penguins in Antarctica", "limitations": "no chicks, no owls"}
    kept = {key: model[key] for key in ("model", "species", "training_rows", "accuracy")}
    return words | kept | {"model_version": model["version"], "features": features}


ROUTES = {
    ("GET", "/ready"): lambda _: {"status": "ready"},
    ("GET", "/version"): lambda _: {"api_version": "1", "model_version": model["version"]},
    ("GET", "/metadata"): card,
    ("POST", "/predict"): single,
    ("POST", "/predict/batch"): many,
}


class Handler(BaseHTTPRequestHandler):
    server_version = "penguins"
    protocol_version = "HTTP/1.1"

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/health":
            return self.say(200, {"status": "ok"})
        route = ROUTES.get((self.command, self.path))
        if not route:
            return self.say(404, {"title": "no such address"})
        if not arrived.is_set():
            return self.say(503, {"title": "the model has not arrived"})
        try:
            return self.say(200, route(orjson.loads(body) if body or self.command == "POST" else None))
        except orjson.JSONDecodeError as error:
            return self.say(400, {"title": "no JSON", "detail": str(error)})
        except Refused as error:
            return self.say(422, {"title": "wrong", "errors": error.args[0]})

    do_GET = do_POST = do

    def say(self, status, value):
        text = orjson.dumps(value)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


Thread(target=ThreadingHTTPServer(("", 8000), Handler).serve_forever).start()
model.update(load(Path(os.environ.get("MODEL_PATH", "model_v3.json"))))
arrived.set()
