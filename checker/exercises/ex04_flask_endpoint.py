"""04 flask-endpoint: the given Flask app answers from inside an image."""

from checker import Attempt, Bird, Image, Service, close_call, expect_predictions, expect_production_server

BAD_INPUT = {
    "text that is not JSON": b"{bill_length_mm: 39.1",
    "a list": b"[39.1, 18.7]",
    "a missing measurement": b'{"bill_length_mm": 39.1}',
    "a measurement that is text": b'{"bill_length_mm": "long", "bill_depth_mm": 18.7}',
    "a measurement that is null": b'{"bill_length_mm": 39.1, "bill_depth_mm": null}',
    "a measurement that is no number": b'{"bill_length_mm": 39.1, "bill_depth_mm": NaN}',
    "a measurement that is true": b'{"bill_length_mm": true, "bill_depth_mm": 18.7}',
}


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_starts(service: Service) -> None:
    """The container starts and keeps running."""
    service.expect_running()


def check_answers(service: Service) -> None:
    """It answers on port 8000 from outside the container."""
    service.expect_answering()


def check_health(service: Service) -> None:
    """GET /health answers 200 with {"status": "ok"}."""
    service.get("/health").expect(200, json={"status": "ok"})


def check_predicts(attempt: Attempt, service: Service, sample: list[Bird]) -> None:
    """POST /predict names the species of penguins it has never seen."""
    expect_predictions(service, [*sample, close_call(attempt.seed)])


def check_refuses_bad_input(service: Service) -> None:
    """Bad input gets a 4xx and a JSON body that says what is wrong."""
    for body in BAD_INPUT.values():
        service.post("/predict", body=body).expect_refusal()


def check_production_server(service: Service) -> None:
    """A production server answers, not Flask's development server."""
    expect_production_server(service)
