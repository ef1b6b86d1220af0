"""The peer's plain way: a test of the same service with pytest-docker as its documentation shows it."""

from pathlib import Path

_COMPOSE = """services:
  penguin:
    build: {folder}
    ports: ["127.0.0.1::8000"]
"""

_TEST = '''"""As pytest-docker documents it: up, wait until responsive, ask, down."""

import httpx
import pytest


def responsive(url):
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
def service(docker_ip, docker_services):
    url = f"http://{docker_ip}:{docker_services.port_for('penguin', 8000)}"
    docker_services.wait_until_responsive(timeout=30.0, pause=0.1, check=lambda: responsive(url + "/health"))
    return url


@pytest.fixture(scope="session")
def docker_compose_file():
    return __file__.replace("test_peer.py", "compose.yml")


@pytest.fixture(scope="session")
def docker_setup():
    return ["up --build -d"]


@pytest.fixture(scope="session")
def docker_cleanup():
    return ["down -v --rmi local"]


def test_health(service):
    assert httpx.get(service + "/health").json() == {"status": "ok"}


def test_predict(service):
    bird = {"bill_length_mm": 39.1, "bill_depth_mm": 18.7}
    for _ in range(12):
        assert httpx.post(service + "/predict", json=bird).json()["species"] == "Adelie"


def test_bad_input(service):
    assert httpx.post(service + "/predict", content=b"no json").status_code == 400
'''


def write(top: Path, folder: Path) -> list[str]:
    """Write the test of a service folder into an empty folder; return pytest's arguments for it."""
    (top / "compose.yml").write_text(_COMPOSE.format(folder=folder), encoding="utf-8")
    (top / "test_peer.py").write_text(_TEST, encoding="utf-8")
    return ["-q", "--rootdir", str(top), "-c", "/dev/null", str(top / "test_peer.py")]
