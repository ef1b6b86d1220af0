"""06 pinned-environment: the model loads as it was trained, and a later build installs the same packages."""

import base64
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from checker import (
    PIPELINE_FILES,
    Attempt,
    Bird,
    Failure,
    Image,
    Service,
    base_images,
    build_later,
    expect_probabilities,
    names_a_version,
    package,
    package_versions,
    run_python,
    sample,
)

#: How scikit-learn, joblib and numpy say that a file was written by other versions than those that read it.
_WARNING = re.compile(
    r"^.*(?:InconsistentVersionWarning|Trying to unpickle estimator|size changed, may).*$", re.MULTILINE
)

#: Loads the model as it was handed out, with every warning on, whatever filters the service has.
_LOAD = """\
import base64, io, json, sys, warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import joblib, sklearn
    joblib.load(io.BytesIO(base64.b64decode(sys.argv[1])))
said = [str(one.message) for one in caught if "ersion" in type(one.message).__name__ + str(one.message)]
print(json.dumps({"version": sklearn.__version__, "warnings": said}))
"""

Later = Future[Image]


@pytest.fixture(scope="session")
def later(image: Image) -> Iterator[Later]:
    """Return the second build, begun while the first one is looked at: installing takes longer than the rest."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(build_later, image)


@pytest.fixture(scope="session")
def birds(attempt: Attempt) -> list[Bird]:
    """Return penguins that version 2 has never seen, drawn from the seed."""
    return sample(attempt.seed, version="2")


def check_builds(image: Image, later: Later) -> None:
    """Your Dockerfile builds an image."""


def check_predicts(service: Service, birds: list[Bird]) -> None:
    """The service names the species and gives the model's own probabilities."""
    expect_probabilities(service, birds)


def check_quiet_load(service: Service) -> None:
    """The model loads without a warning about versions."""
    if warnings := _WARNING.findall(service.logs()):
        service.fail(
            "The container's log warns that the model was saved by another version.",
            expected="a log without InconsistentVersionWarning",
            seen=warnings[0],
        )


def check_versions(service: Service) -> None:
    """The Python that serves has the scikit-learn that the model was trained with."""
    trained = package("scikit-learn")
    seen = run_python(service, _LOAD, base64.b64encode(PIPELINE_FILES["2"].read_bytes()).decode("ascii"))
    if seen["version"] != trained or seen["warnings"]:
        service.fail(
            f"The image has scikit-learn {seen['version']}; the model was trained with {trained}.",
            expected=f"scikit-learn {trained}, and no warning when the given model is loaded with all warnings on",
            seen="; ".join([f"scikit-learn {seen['version']}", *seen["warnings"][:1]]),
        )


def check_same_packages(image: Image, later: Later) -> None:
    """A second build, later and without the cache, installs the same packages in the same versions."""
    first, second = package_versions(image), package_versions(later.result())
    if first != second:
        names = sorted(name for name in {*first, *second} if first.get(name) != second.get(name))
        moved = [f"{name} {first.get(name, 'not there')} -> {second.get(name, 'not there')}" for name in names]
        some = f"{len(names)} packages are" if names[1:] else f"{names[0]} is"
        raise Failure(
            f"After newer releases have come out, {some} not the same in a second build.",
            expected="the same packages in the same versions, whenever the image is built",
            seen=", ".join(moved),
            reproduce=f"docker run --rm --entrypoint python $({image.by_hand}) -m pip freeze",
        )


def check_exact_base(image: Image) -> None:
    """The base image is named by a tag that says its version, or by a digest."""
    moving = [base for base in base_images(image) if not names_a_version(base)]
    if moving:
        image.fail(
            f"The base image {moving[0]} is another one when its name moves on.",
            expected="FROM with a tag that names the version, such as python:3.13-slim, or with a digest",
            seen="; ".join(f"FROM {base}" for base in moving),
        )
