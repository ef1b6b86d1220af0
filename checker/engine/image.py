"""Images by id: what the engine knows of them, their layers' digests and sizes, removal."""

from typing import Any

from docker.errors import APIError, ImageNotFound

from checker.engine.client import client, translated


def _untyped() -> Any:
    """Return the client as the SDK's stubs leave its image calls: without types."""
    return client()


def inspect_image(image: str) -> dict[str, Any]:
    """Return what `docker image inspect` says of an image."""
    with translated():
        found: dict[str, Any] = _untyped().inspect_image(image)
    return found


def exists(image: str) -> bool:
    """Return whether the engine has an image."""
    try:
        inspect_image(image)
    except ImageNotFound:
        return False
    return True


def diff_ids(image: str) -> list[str]:
    """Return the digests of an image's layers, lowest first."""
    return list(inspect_image(image)["RootFS"]["Layers"] or [])


def history(image: str) -> list[dict[str, Any]]:
    """Return an image's history, newest first, each with `CreatedBy` and `Size` in bytes."""
    with translated():
        return list(_untyped().history(image))


def remove_image(image: str) -> None:
    """Remove an image that we made; one that has gone already is no error."""
    with translated():
        try:
            client().remove_image(image, force=True)
        except ImageNotFound:
            return
        except APIError as error:
            if error.status_code != 409:  # still used by a container that is being removed: the sweep takes it
                raise
