"""The contract as a bare ASGI application: each bird of a refused batch has a key of its own, such as bird_3."""

import asyncio
import json
import os
from pathlib import Path

import loader

state = {}


async def arrive():
    state["model"] = await asyncio.to_thread(loader.load, Path(os.environ["MODEL_PATH"]))


def numeric(x):
    return type(x) in (int, float)


def problems(bird, model):
    bad = {n: "missing or not numeric" for n in model["features"] if not numeric(bird.get(n))}
    if bad:
        return bad
    out = {}
    for n in model["features"]:
        lo, hi = model["training_ranges"][n]
        if not (lo <= bird[n] <= hi):
            out[n] = "out of range"
    return out


def score(bird, model):
    p = loader.probabilities(model, {n: float(bird[n]) for n in model["features"]})
    return {"model_version": model["version"], "probabilities": p, "species": sorted(p, key=p.get)[-1]}


def single(sent, model):
    if not isinstance(sent, dict):
        return 400, {"problem": "send one object"}
    bad = problems(sent, model)
    return (400, {"problems": bad}) if bad else (200, score(sent, model))


def many(sent, model):
    birds = sent.get("birds") if isinstance(sent, dict) else None
    if not isinstance(birds, list) or not birds:
        return 400, {"problem": "birds has to be a list with something in it"}
    if len(birds) > 100:
        return 413, {"problem": "birds is too long"}
    found = {}
    for number, bird in enumerate(birds):
        if not isinstance(bird, dict):
            found[f"bird_{number}"] = "every entry of birds has to be an object"
        elif bad := problems(bird, model):
            found[f"bird_{number}"] = bad
    return (400, {"problems": found}) if found else (200, {"predictions": [score(b, model) for b in birds]})


def card(model):
    return {
        "model": model["model"], "model_version": model["version"], "species": model["species"],
        "features": {n: {"unit": n.split("_")[-1], "minimum": model["training_ranges"][n][0], "maximum": model["training_ranges"][n][1]} for n in model["features"]},
        "training_rows": model["training_rows"], "accuracy": model["accuracy"],
        "intended_use": "adult penguins at Palmer station", "limitations": "no chicks, please",
    }


def route(method, path, raw):
    model = state.get("model")
    if (method, path) == ("GET", "/health"):
        return 200, {"status": "ok"}
    if path not in ("/ready", "/version", "/metadata", "/predict", "/predict/batch"):
        return 404, {"problem": "no such place"}
    if model is None:
        return 503, {"problem": "loading"}
    if path == "/ready":
        return 200, {"status": "ready"}
    if path == "/version":
        return 200, {"api_version": "1", "model_version": model["version"]}
    if path == "/metadata":
        return 200, card(model)
    try:
        sent = json.loads(raw)
    except (ValueError, RecursionError):
        return 400, {"problem": "not JSON"}
    return (single if path == "/predict" else many)(sent, model)


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                state["task"] = asyncio.create_task(arrive())
                await send({"type": "lifespan.startup.complete"})
            else:
                await send({"type": "lifespan.shutdown.complete"})
                return
    raw = b""
    while True:
        message = await receive()
        raw += message.get("body", b"")
        if not message.get("more_body"):
            break
    status, value = route(scope["method"], scope["path"], raw)
    body = json.dumps(value).encode()
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
