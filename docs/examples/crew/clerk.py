"""Takes sightings from the store, one after the other, and counts them."""

import os
import signal
import sys
import time

from redis import Redis
from redis.exceptions import RedisError

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
store = Redis.from_url(os.environ.get("STORE_URL", "redis://localhost:6379"), decode_responses=True)
print("the clerk counts for", os.environ.get("ISLAND"), flush=True)

while True:
    try:
        if ring := store.blmove("sightings", "in hand", 1, "LEFT", "RIGHT"):
            step = store.pipeline(transaction=True)
            step.hincrby("totals", ring, 1)
            step.set("island", os.environ.get("ISLAND", "nowhere"))
            step.lrem("in hand", 1, ring)
            step.execute()
    except RedisError as error:
        print("no store:", error, file=sys.stderr, flush=True)
        time.sleep(0.2)
