"""The service answers as its contract says. Run from the folder above: `python -m pytest tests`."""

from app import app

BIRD = {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}


def test_health():
    assert app.test_client().get("/health").get_json() == {"status": "ok"}


def test_species():
    answer = app.test_client().post("/predict", json=BIRD)
    assert answer.get_json()["species"] == "Adelie"


def test_missing_measurement():
    answer = app.test_client().post("/predict", json={"bill_length_mm": 39.1})
    assert answer.status_code == 400
    assert "bill_depth_mm" in answer.get_json()["error"]
