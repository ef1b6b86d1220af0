"""Counts the feedback that waits in Redis, one bird after the other, until it is told to stop.

Each bird goes from the list `feedback` to the list `in hand`, and leaves that one in the same transaction that
counts it: a worker or a Redis that ends in between loses nothing. Settings are those of `app.py`.
"""

import json
import os
import signal
import sys
import time
from types import FrameType

from redis import Redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError

#: Seconds to wait for feedback before looking whether it is time to stop, and between two tries to reach Redis.
PATIENCE = 1
AGAIN = 0.2

STATION = os.environ.get("STATION") or "nowhere"
REDIS_URL = os.environ.get("REDIS_URL") or "redis://localhost:6379/0"


def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (the form of a signal handler)
    """End at once: what is in hand is counted by the next worker."""
    sys.exit(0)


def count(redis: Redis, text: str) -> None:
    """Count one piece of feedback, all of it or nothing."""
    bird = json.loads(text)
    step = redis.pipeline(transaction=True)
    step.hincrby("counted", bird["said"], 1)
    step.incrby("agreed", int(bird["said"] == bird["named"]))
    step.set("station", STATION)
    step.lrem("in hand", 1, text)
    step.execute()


def work(redis: Redis) -> None:
    """Count what an earlier worker left in hand, then what comes, for ever."""
    for text in redis.lrange("in hand", 0, -1):
        count(redis, text)
    print(f"counting feedback for {STATION}", flush=True)
    while True:
        text = redis.blmove("feedback", "in hand", PATIENCE, "LEFT", "RIGHT")
        if text:
            count(redis, text)


def main() -> None:
    """Work, and begin again when Redis has been away."""
    signal.signal(signal.SIGTERM, stop)
    redis = Redis.from_url(REDIS_URL, decode_responses=True, socket_timeout=PATIENCE + 2, socket_connect_timeout=1)
    while True:
        try:
            work(redis)
        except NoConnection as error:
            print(f"no Redis at {REDIS_URL}: {error}", file=sys.stderr, flush=True)
        except RedisError as error:
            print(f"Redis refuses: {error}", file=sys.stderr, flush=True)
        time.sleep(AGAIN)


if __name__ == "__main__":
    main()
