"""Whether a service answers as the reference model does."""

from collections.abc import Sequence

from checker.api.service import Service
from checker.penguins.sample import Bird


def expect_predictions(service: Service, birds: Sequence[Bird], version: str = "1") -> None:
    """Raise a Failure unless the service answers, and names the species of each bird as the reference model does."""
    service.expect_answering()
    for bird in birds:
        expected = {"species": bird.species, "model_version": version}
        service.post("/predict", json=bird.measurements).expect(200, json=expected)
