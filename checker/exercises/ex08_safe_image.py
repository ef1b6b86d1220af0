"""08 safe-image: non-root, read-only, without capabilities, with a health check that knows, without the secret."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest

from checker import (
    MODEL_FILE,
    Attempt,
    Bird,
    BuildOptions,
    Image,
    Service,
    Setting,
    expect_no_root,
    expect_numeric_user,
    expect_predictions,
    is_sealed,
    seal,
)

#: The health check runs as it was written, but twice a second and from the start: nanoseconds.
OFTEN = {"interval": 500_000_000, "start_period": 1_000_000}


#: Valid JSON that is no model of penguins.
NO_MODEL = b'{"species": [], "features": []}'

Fleet = dict[str, Service]


@pytest.fixture(scope="session")
def token(attempt: Attempt) -> str:
    """Return a token that no submission has seen."""
    return f"rookery-{attempt.run}-{attempt.seed:06d}"


@pytest.fixture(scope="session")
def image(attempt: Attempt, token: str) -> Image:
    """Return the image built from a copy of the folder whose model is sealed with the fresh token."""
    copy = attempt.copy()
    for path in list(copy.files("*")):
        if is_sealed(path):
            copy.rewrite(path, seal(MODEL_FILE.read_bytes(), token))
    for path in list(copy.files("token.txt")):
        copy.rewrite(path, f"{token}\n".encode("ascii"))
    copy.replace("token.txt", f"{token}\n".encode("ascii"))
    options = BuildOptions(
        marks=token_marks(token),
        secrets={"rookery_token": token},
        build_args={"ROOKERY_TOKEN": token},
        by_hand=f"--secret id=rookery_token,src={attempt.shown_folder}/token.txt",
    )
    return Image.build(attempt, copy.folder, options)


def token_marks(token: str) -> tuple[bytes, ...]:
    """Return the forms in which a token may lie in a file: as it is, in hex, and in base64 wherever it begins there."""
    plain = token.encode()
    shifted = (base64.b64encode(b"x" * shift + plain) for shift in range(3))
    return (plain, plain.hex().encode(), *(text[4:-4] for text in shifted))


@pytest.fixture(scope="session")
def fleet(attempt: Attempt, image: Image, docker_ip: str) -> Fleet:
    """Return the image's containers, started together: one as it is, one for each thing taken away from it."""
    settings = ways_to_run(attempt.seed)
    with ThreadPoolExecutor(len(settings)) as pool:
        started = pool.map(lambda setting: image.serve(docker_ip, setting), settings.values())
        return dict(zip(settings, started, strict=True))


def ways_to_run(seed: int) -> dict[str, Setting]:
    """Return how the image is run: plainly, with things taken away, with a sound and with a broken model elsewhere."""
    model = f"/models/{seed}/model.json"
    return {
        "plain": Setting(health=OFTEN),
        "read only": Setting(read_only=True, tmpfs=("/tmp",), by_hand="--read-only --tmpfs /tmp"),  # noqa: S108  (theirs)
        "no capabilities": Setting(drop_capabilities=True, by_hand="--cap-drop ALL --security-opt no-new-privileges"),
        "sound": Setting(
            health=OFTEN,
            environment={"MODEL_PATH": model},
            files={model: MODEL_FILE.read_bytes()},
            by_hand="-e MODEL_PATH=/app/model.json --health-interval 0.5s",
        ),
        "broken": Setting(
            health=OFTEN,
            environment={"MODEL_PATH": model},
            files={model: NO_MODEL},
            by_hand="-e MODEL_PATH=/etc/hostname --health-interval 0.5s",
        ),
    }


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image, with the token as a build secret."""


def check_predicts(fleet: Fleet, sample: list[Bird]) -> None:
    """The sealed model is unlocked: the service names the species of penguins it has never seen."""
    expect_predictions(fleet["plain"], sample)


def check_non_root(fleet: Fleet) -> None:
    """No process in the container runs as root."""
    expect_no_root(fleet["plain"])


def check_numeric_user(image: Image) -> None:
    """The image names its user by a fixed number."""
    expect_numeric_user(image)


def check_read_only(fleet: Fleet, sample: list[Bird]) -> None:
    """It works with a read-only root file system."""
    expect_predictions(fleet["read only"], sample)


def check_no_capabilities(fleet: Fleet, sample: list[Bird]) -> None:
    """It works without any capability."""
    expect_predictions(fleet["no capabilities"], sample)


def check_healthy(image: Image, fleet: Fleet) -> None:
    """Its health check turns healthy."""
    if (image.config.get("Healthcheck") or {}).get("Test") in (None, [], ["NONE"]):
        image.fail("The image has no health check.", expected="a HEALTHCHECK instruction", seen="no HEALTHCHECK")
    for name in ("plain", "sound"):
        fleet[name].expect_health("healthy")


def check_unhealthy(fleet: Fleet) -> None:
    """Its health check turns unhealthy when the model is broken."""
    fleet["broken"].expect_health("unhealthy")


def check_secret_not_kept(image: Image, token: str) -> None:
    """The token stands in no layer, and not in the history, the environment or the labels."""
    places = [file.path for file in image.own_files if file.marks]
    places += [f"the history: {step['CreatedBy']}" for step in image.history if token in (step["CreatedBy"] or "")]
    places += [
        f"the environment: {entry.partition('=')[0]}" for entry in image.config.get("Env") or [] if token in entry
    ]
    places += [f"the label {name}" for name, value in (image.config.get("Labels") or {}).items() if token in value]
    if places:
        shown = [place.replace(token, "<the token>") for place in places]
        image.fail(
            "The image still holds the token.",
            expected="an image without the token: in no layer, history, environment or label",
            seen="; ".join(shown),
        )
