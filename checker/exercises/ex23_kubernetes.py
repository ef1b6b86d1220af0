"""23 kubernetes: manifests that the API takes, that find each other, and that the learner's own image can live with."""

import pytest

from checker import (
    Attempt,
    Bird,
    Image,
    Manifests,
    Service,
    expect_predictions,
    expect_probes,
    names_a_version,
    try_on_cluster,
)

#: The variable that names the station.
STATION = "STATION"


@pytest.fixture(scope="session")
def manifests(attempt: Attempt) -> Manifests:
    """Return the learner's manifests."""
    return Manifests.read(attempt)


@pytest.fixture(scope="session")
def station(attempt: Attempt) -> str:
    """Return a name for the station that no submission has seen."""
    return f"Rookery-{attempt.seed:06d}"


@pytest.fixture(scope="session")
def service(manifests: Manifests, image: Image, station: str, docker_ip: str) -> Service:
    """Return the learner's image, run as the Deployment says, with another station in the ConfigMap."""
    return image.serve(docker_ip, manifests.with_value(STATION, station).setting())


def check_valid(manifests: Manifests) -> None:
    """The Kubernetes API would take your manifests: a Deployment, a Service, a ConfigMap and an autoscaler."""


def check_connected(manifests: Manifests) -> None:
    """Selectors, ports, targets and references find what they name."""
    manifests.expect_connected()


def check_exact_image(manifests: Manifests) -> None:
    """The image is named by an exact version."""
    pod = manifests.pod
    with manifests.complaints():
        if not names_a_version(pod.image):
            raise pod.misfit(("image",), "this name is another image tomorrow", "a version, such as penguin-id:1.0.0")


def check_limits(manifests: Manifests) -> None:
    """Requests and limits of CPU and memory are set."""
    manifests.expect_resources()


def check_unprivileged(manifests: Manifests, image: Image) -> None:
    """The container may do no more than it needs: not root, nothing to gain, nothing to write to."""
    manifests.expect_unprivileged(image)


def check_runs(service: Service, sample: list[Bird]) -> None:
    """Run as the Deployment says, your image names penguins that it has never seen."""
    expect_predictions(service, sample)


def check_configured(service: Service, station: str) -> None:
    """The station's name comes from a ConfigMap."""
    answer = service.get("/health").expect(200)
    said = answer.json()
    found = said.get("station") if isinstance(said, dict) else said
    if found != station:
        service.fail(
            "Another name in the ConfigMap is not the name that the service has.",
            expected=f"the station {station}, as the ConfigMap has it now, in GET /health",
            seen=f"the station {found}",
            request=answer.request,
        )


def check_probes(manifests: Manifests, service: Service) -> None:
    """Readiness and liveness probes ask for something that your image answers."""
    expect_probes(manifests, service)


def check_scales(manifests: Manifests) -> None:
    """The autoscaler keeps two pods or more, and adds some by the use of CPU."""
    manifests.expect_scaling()


def check_rolls(manifests: Manifests, image: Image) -> None:
    """An update never leaves fewer pods than there were; a local cluster, where one answers, rolls it out and back."""
    manifests.expect_rolling()
    try_on_cluster(manifests, image)
