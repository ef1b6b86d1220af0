"""The SDK's client for the engine that the docker command talks to, and its errors in our words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException
from docker.utils import kwargs_from_env

from checker.engine.detect import OLDEST_API, numbers
from checker.errors import EngineUnavailable, EnvironmentFault

#: Seconds that one call to the engine may take.
CALL = 30

_DISK_FULL = "no space left on device"


def endpoint() -> str | None:
    """Return the engine's address: DOCKER_HOST, else the current context's; None is the platform's default."""
    if host := os.environ.get("DOCKER_HOST"):
        return host
    context = docker.ContextAPI.get_current_context()
    return str(context.Host) if context and context.Host else None


@cache
def client() -> docker.APIClient:
    """Return the client, connected. Raises EngineUnavailable."""
    with translated():
        options: dict[str, Any] = dict(kwargs_from_env())
        options["base_url"] = endpoint() or options.get("base_url")
        made = docker.APIClient(version="auto", timeout=CALL, use_ssh_client=True, **options)
    if numbers(str(made.api_version)) < OLDEST_API:
        raise EnvironmentFault(f"The container engine is too old (API {made.api_version}). Type: nox -s engine")
    return made


@contextmanager
def translated() -> Iterator[None]:
    """Turn the SDK's errors about the engine into ours; an APIError that answers our request passes."""
    try:
        yield
    except APIError as error:
        if _DISK_FULL in str(error).lower():
            raise EnvironmentFault("The engine's disk is full. Type: docker system df") from error
        raise
    except requests.ReadTimeout as error:
        raise EnvironmentFault(f"The engine did not answer in {CALL} s. Type: nox -s doctor") from error
    except (requests.ConnectionError, DockerException, ConnectionError) as error:
        raise EngineUnavailable("The container engine stopped answering. Type: nox -s engine") from error


@cache
def engine_id() -> str:
    """Return what the engine calls itself: another engine has another id."""
    with translated():
        return str(client().info().get("ID", ""))


def alive() -> bool:
    """Return whether the engine still answers."""
    try:
        with translated():
            return bool(client().ping())
    except (EnvironmentFault, APIError):
        return False
