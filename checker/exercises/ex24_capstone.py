"""24 capstone: from a notebook to a service that is released, observed, and survives a bad release; layout theirs."""

import json
import random
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from checker import (
    Attempt,
    Bird,
    Body,
    Fleet,
    Image,
    Layout,
    Litter,
    Release,
    Script,
    Terms,
    Tour,
    Traffic,
    Workspace,
    bad_bodies,
    bad_end,
    broken_releases,
    expect_intervals,
    expect_kept,
    expect_kinds,
    expect_lean,
    expect_log_lines,
    expect_mass_batches,
    expect_mass_card,
    expect_masses,
    expect_no_root,
    expect_numeric_user,
    expect_predictions_counted,
    expect_private,
    expect_refused,
    expect_request_ids,
    expect_requests,
    expect_version,
    fail_of_metrics,
    how_it_ended,
    known_traffic,
    mass_birds,
    mass_card,
    mass_contract,
    scrape_all,
    slowness,
    told_feedback,
)

#: Bad bodies that are sent, and birds of the batches.
BODIES = 100
SIZES = (1, 12, 100)

#: Feedback without a text `band` or a positive number `body_mass_g`.
BAD_FEEDBACK: tuple[Any, ...] = (
    {"body_mass_g": 3712},
    {"band": 1041, "body_mass_g": 3712},
    {"band": None, "body_mass_g": 3712},
    {"band": "T-1"},
    {"band": "T-1", "body_mass_g": None},
    {"band": "T-1", "body_mass_g": "heavy"},
    {"band": "T-1", "body_mass_g": 0},
    {"band": "T-1", "body_mass_g": -3712},
    [],
)

#: The image may weigh so many times what the slim base weighs.
HEAVIEST = 2

#: What belongs to the work and not into an image, as patterns of paths.
WORK = ("*/mass.ipynb", "*/penguins.csv", "*/feedback.md", "*/ship.toml", "*/.git/*")

#: Seconds that a container with nothing to do may take to end, and that it is given.
STOPS, GRACE = 4.0, 6.0


@pytest.fixture(scope="session")
def layout(attempt: Attempt) -> Layout:
    """Return where things are."""
    return Layout.read(attempt)


@pytest.fixture(scope="session")
def versions(attempt: Attempt) -> list[str]:
    """Return the numbers of four releases, drawn from the seed, oldest first."""
    draw = random.Random(attempt.seed)  # noqa: S311  (a seeded draw that can be replayed, not a secret)
    return [f"2.{minor}.{draw.randrange(9)}" for minor in sorted(draw.sample(range(2, 90), 4))]


@pytest.fixture(scope="session")
def workspace(attempt: Attempt) -> Workspace:
    """Return a copy of the folder, with what lies about in every real project."""
    copy = attempt.copy()
    Litter(attempt.seed).strew(copy)
    return copy


@pytest.fixture(scope="session")
def bodies(attempt: Attempt, terms: Terms) -> Iterator[Future[list[Body]]]:
    """Return a hundred bad bodies, which are drawn while the image is built."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(bad_bodies, terms, attempt.seed, BODIES)


@pytest.fixture(scope="session")
def image(
    attempt: Attempt,
    layout: Layout,
    workspace: Workspace,
    versions: list[str],
    bodies: Future[list[Body]],  # noqa: ARG001  (they are drawn beside)
) -> Image:
    """Return the image of the first release."""
    return layout.build(attempt, workspace.folder, versions[0], [Litter(attempt.seed).mark])


@pytest.fixture(scope="session")
def fleet(attempt: Attempt, image: Image, docker_ip: str) -> Fleet:
    """Start the containers of the first release."""
    return Fleet.start(attempt, image, docker_ip)


@pytest.fixture(scope="session")
def birds(attempt: Attempt) -> list[Bird]:
    """Return birds that nobody has seen."""
    return mass_birds(attempt.seed)


@pytest.fixture(scope="session")
def terms(versions: list[str]) -> Terms:
    """Return the contract of the first release."""
    card = mass_card()
    return Terms(mass_contract(versions[0]), words={"species": tuple(card["species"])})


@pytest.fixture(scope="session")
def traffic(fleet: Fleet, attempt: Attempt, image: Image, docker_ip: str) -> Traffic:
    """Send known traffic to a container that was asked nothing before."""
    left = [fleet.fresh]
    return known_traffic(lambda: left.pop() if left else image.serve(docker_ip), attempt.seed, mass_birds)


def check_builds(image: Image) -> None:
    """ship.toml names your Dockerfile, and it builds an image of a release."""


def check_ready(fleet: Fleet) -> None:
    """It starts, and GET /health and GET /ready answer 200."""
    fleet.plain.expect_answering()
    for path, status in (("/health", "ok"), ("/ready", "ready")):
        fleet.plain.get(path).expect(200, json={"status": status})


def check_predicts(fleet: Fleet, birds: list[Bird]) -> None:
    """POST /predict gives the body mass of birds that it has never seen, within 1 g."""
    expect_masses(fleet.plain, birds)


def check_interval(fleet: Fleet, birds: list[Bird]) -> None:
    """`low_g` and `high_g` lie two spreads below and above the estimate."""
    expect_intervals(fleet.plain, birds)


def check_refuses(fleet: Fleet, terms: Terms, bodies: Future[list[Body]]) -> None:
    """A hundred bad bodies get a 4xx that names each field that is wrong; none gets a 500."""
    for body in BAD_FEEDBACK:
        fleet.plain.post("/feedback", json=body).expect_refusal()
    expect_refused(fleet.plain, terms, bodies.result())
    fleet.plain.get("/ready").expect(200)


def check_batch(fleet: Fleet, birds: list[Bird]) -> None:
    """POST /predict/batch answers each bird as POST /predict does, in order."""
    expect_mass_batches(fleet.plain, birds, SIZES)


def check_describes(fleet: Fleet, image: Image, terms: Terms, birds: list[Bird]) -> None:
    """/version, /metadata, each answer and the image's label tell which release it is; the model card is right."""
    version = terms.model.version
    expect_version(fleet.plain, terms)
    fleet.plain.post("/predict", json=birds[0].measurements).expect(200, json={"model_version": version})
    expect_mass_card(fleet.plain, version)
    label = (image.config.get("Labels") or {}).get("org.opencontainers.image.version")
    if label != version:
        image.fail(
            "The image's label does not tell the release.",
            expected=f"the label org.opencontainers.image.version: {version}",
            seen=f"{label}" if label else "no such label",
            by_hand="docker image inspect --format '{{json .Config.Labels}}'",
        )


def check_keeps(fleet: Fleet, attempt: Attempt) -> None:
    """Feedback is kept on a new named volume, and the next container still has it."""
    sent = [{"band": f"T-{attempt.seed % 1000}-{number}", "body_mass_g": 3500 + number * 7} for number in range(3)]
    # Bad feedback that was taken is another check's matter.
    before = told_feedback(fleet.plain)
    for entry in sent:
        fleet.plain.post("/feedback", json={**entry, "observer": "ada@rookery.example"}).expect(201)
    expect_kept(fleet.replace_plain().expect_answering(), [*before, *sent])


def check_safe(fleet: Fleet, image: Image, birds: list[Bird]) -> None:
    """Its user is a number other than 0, and it works read-only and without capabilities."""
    expect_numeric_user(image)
    locked = fleet.locked.expect_answering()
    expect_no_root(locked)
    for bird in birds[:3]:
        locked.post("/predict", json=bird.measurements).expect(200)
    locked.post("/feedback", json={"band": "T-0", "body_mass_g": 3700}).expect(201)
    locked.get("/feedback").expect(200)


def check_lean(image: Image) -> None:
    """No layer holds what only the work needs, and the image weighs less than twice the slim base."""
    expect_lean(image, WORK, HEAVIEST)


def check_logs(traffic: Traffic) -> None:
    """Each request has an id and a line of JSON in the log, without observers and tokens."""
    expect_request_ids(traffic)
    expect_log_lines(traffic)
    expect_private(traffic)


def check_metrics(traffic: Traffic, birds: list[Bird]) -> None:
    """GET /metrics counts requests by path and status, and predictions by species, each once."""
    expect_kinds(traffic, {"http_requests_total": "counter", "predictions_total": "counter"})
    scrapes = scrape_all(traffic.service, lambda told: told.by("species", "predictions_total") == traffic.given)
    expect_requests(traffic, scrapes)
    expect_predictions_counted(traffic, scrapes)
    traffic.service.post("/predict/batch", json={"birds": [bird.measurements for bird in birds]}).expect(200)
    wanted = traffic.given + Counter(bird.species for bird in birds)
    scrapes = scrape_all(traffic.service, lambda told: told.by("species", "predictions_total") == wanted)
    if (found := scrapes[0].by("species", "predictions_total")) != wanted:
        what = "predictions_total does not count each bird of a batch."
        fail_of_metrics(traffic, what, json.dumps(wanted), json.dumps(found))


def check_stops(fleet: Fleet) -> None:
    """`docker stop` ends it soon, with exit code 0."""
    service = fleet.fresh.expect_answering()
    first = next((args for _, args in service.processes()), "")
    slow = slowness()
    ended = service.stop(GRACE * slow)
    if complaint := bad_end(ended, STOPS * max(slow, slowness()), soon=STOPS):
        seen = f"{how_it_ended(ended)}; process 1 is `{first}`"
        service.fail(complaint, expected=f"exit code 0 within {STOPS:.0f} s of the stop signal", seen=seen)


@pytest.fixture(scope="session")
def releases(
    attempt: Attempt, layout: Layout, workspace: Workspace, image: Image, versions: list[str]
) -> list[Release]:
    """Return four releases, oldest first: one that works, two that do not, and one that works."""
    name = f"mass-id-{secrets.token_hex(3)}"
    newer = layout.build(attempt, workspace.folder, versions[3])
    bad = broken_releases(
        attempt, {"never ready": f"{name}:{versions[1]}", "ends at its start": f"{name}:{versions[2]}"}
    )
    good = [Release(version, "", one.id, []) for version, one in ((versions[0], image), (versions[3], newer))]
    for release in good:
        release.take(f"{name}:{release.version}")
    return [good[0], *bad, good[1]]


@pytest.fixture(scope="session")
def tour(attempt: Attempt, layout: Layout, releases: list[Release]) -> Tour:
    """Deploy all four, send feedback in between, and go back once."""
    folder = layout.scripts_of(attempt)
    deploy, rollback = (Script.find(attempt, folder, name) for name in ("deploy", "rollback"))
    return Tour.go(deploy, rollback, releases, lambda number: {"body_mass_g": 3700 + number})


def check_deploys(tour: Tour) -> None:
    """`deploy IMAGE` puts a release live, and a newer one in its place."""
    tour.expect_good_ones_live()


def check_survives(tour: Tour) -> None:
    """A release that is never ready, and one that ends at its start, never go live."""
    tour.expect_bad_ones_never_live()


def check_rolls_back(tour: Tour) -> None:
    """`rollback` leads to the release that was live before, and the history tells all that was done."""
    tour.expect_back()
    tour.expect_history()


def check_carries(tour: Tour) -> None:
    """Feedback is there after every release, and after the way back."""
    tour.expect_feedback_kept()
