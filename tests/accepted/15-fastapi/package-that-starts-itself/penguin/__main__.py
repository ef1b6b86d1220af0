"""Starts the workers from Python, one where nobody says how many."""

import os

import uvicorn

if __name__ == "__main__":
    workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
    uvicorn.run("penguin.service:app", host="0.0.0.0", port=8000, workers=workers, access_log=False)
