"""Known traffic: the same for the same seed, another for another one, with everything in it that is graded."""

import random
from collections import Counter

from checker.api.http import Request
from checker.api.metrics.known import ID, PREDICT, QUIET, plan
from checker.penguins.sample import Bird

WHO, TOKEN = "dream.1@rookery.example", "0f3a"


def drawn(seed: int) -> list[tuple[Request, Bird | None]]:
    """Return a round of this seed."""
    return plan(random.Random(seed), WHO, TOKEN)  # noqa: S311  (a draw that can be replayed, not a secret)


def test_a_round_has_all_that_is_graded() -> None:
    """Good birds of every species, bad ones, unknown addresses, machines; with an id and without."""
    planned = drawn(7)
    paths = Counter(request.path.partition("?")[0].rpartition("/")[0] or request.path for request, _ in planned)
    assert {PREDICT, *QUIET, "/photos"} <= {*paths, *(request.path for request, _ in planned)}
    assert {bird.species for _, bird in planned if bird} == {"Adelie", "Chinstrap", "Gentoo"}
    assert len({ID in request.headers for request, _ in planned}) == 2
    assert all(request.headers["Authorization"] == f"Bearer {TOKEN}" for request, _ in planned)
    ids = [request.headers[ID] for request, _ in planned if ID in request.headers]
    assert len(ids) == len(set(ids))


def test_the_observer_is_in_bodies_queries_and_wrong_fields() -> None:
    """Wherever a log could take it from."""
    planned = drawn(7)
    assert any(WHO in request.path for request, _ in planned)
    assert any(WHO.encode() in (request.body or b"") for request, bird in planned if bird is None)


def test_the_seed_decides() -> None:
    """A run can be replayed, and no number of requests can be learned by heart."""
    rounds = [drawn(seed) for seed in (1, 1, 2, 3, 4)]
    assert rounds[0] == rounds[1]
    assert len({sum(bird is not None for _, bird in one) for one in rounds}) > 2
