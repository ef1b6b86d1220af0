"""penguin-id in FastAPI: structlog for the log, a middleware that counts, the client's own app for the metrics."""

import json
import math
import os
import time
import uuid
from pathlib import Path

import structlog
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, make_asgi_app
from prometheus_client.multiprocess import MultiProcessCollector
from pydantic import BaseModel, ConfigDict, Field

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.CallsiteParameterAdder({structlog.processors.CallsiteParameter.PROCESS}),
        structlog.processors.EventRenamer("message"),
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=structlog.PrintLoggerFactory(),
)
log = structlog.get_logger()

ANSWERED = Counter("http_requests", "Answers", ["method", "path", "status"])
TOOK = Histogram("http_request_duration_seconds", "Seconds", ["path"], buckets=(0.001, 0.01, 0.05, 0.1, 0.5, 1, 5))
NAMED = Counter("predictions", "Predictions", ["species", "model_version"])

model = json.loads(Path(__file__).with_name("model.json").read_text())
app = FastAPI()
registry = CollectorRegistry()
MultiProcessCollector(registry)
app.mount("/metrics", make_asgi_app(registry))


class Bird(BaseModel):
    """One bird."""

    model_config = ConfigDict(allow_inf_nan=False)
    bill_length_mm: float = Field(strict=True)
    bill_depth_mm: float = Field(strict=True)


@app.middleware("http")
async def observed(request: Request, call_next):
    """Note and count one request."""
    began = time.perf_counter()
    request_id = request.headers.get("x-request-id") or str(uuid.uuid4())
    status = 500
    try:
        response = await call_next(request)
        status = response.status_code
        response.headers["X-Request-ID"] = request_id
        return response
    finally:
        route = request.scope.get("route")
        path = getattr(route, "path", None) or "unknown"
        seconds = time.perf_counter() - began
        ANSWERED.labels(request.method, path, status).inc()
        TOOK.labels(path).observe(seconds)
        log.info(
            "answered",
            request_id=request_id,
            method=request.method,
            path=request.url.path,
            status=status,
            seconds=seconds,
            pid=os.getpid(),
        )


@app.exception_handler(RequestValidationError)
async def refused(request: Request, error: RequestValidationError):
    """Say which field is wrong."""
    return JSONResponse({"error": [{"field": one["loc"], "wrong": one["msg"]} for one in error.errors()]}, 422)


@app.get("/health")
def health():
    """Say that it answers."""
    return {"status": "ok"}


@app.post("/predict")
def predict(bird: Bird):
    """Name the species."""
    values = [getattr(bird, name) for name in model["features"]]
    if not all(map(math.isfinite, values)):
        raise HTTPException(400, "not finite")
    scores = [
        intercept + sum(map(lambda pair: pair[0] * pair[1], zip(row, values)))
        for intercept, row in zip(model["intercepts"], model["coefficients"])
    ]
    species = model["species"][scores.index(max(scores))]
    NAMED.labels(species, model["version"]).inc()
    return {"species": species, "model_version": model["version"]}
