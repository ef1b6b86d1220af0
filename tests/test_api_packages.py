"""Which packages an image holds, by what their installers wrote beside them."""

from types import SimpleNamespace
from typing import Any

import pytest

from checker.api.later.build import package_versions
from checker.api.packages import installed_packages, present_packages
from checker.engine.layers import LayerFile

SITE = "/usr/local/lib/python3.13/site-packages"


def image_with(*layers: dict[str, bytes]) -> Any:
    """Return what is asked of an image: its own files, path in site-packages to contents for each layer."""
    files = [
        LayerFile(place, f"{SITE}/{path}", 1, frozenset(), contents)
        for place, layer in enumerate(layers)
        for path, contents in layer.items()
    ]
    return SimpleNamespace(own_files=files, layer_of=lambda file: f"layer {file.layer}")


def package(name: str, origin: bytes = b"") -> dict[str, bytes]:
    """Return what an installer records of a package; `origin` says where it came from, if not from an index."""
    record = {f"{name}.dist-info/METADATA": b""}
    return record | ({f"{name}.dist-info/direct_url.json": origin} if origin else {})


def test_what_came_from_a_folder_is_the_learners_own() -> None:
    """A wheel that was named as a file is a package like any other."""
    wheel = package("flask-3.1.3", b'{"archive_info": {}, "url": "file:///wheels/flask-3.1.3-py3-none-any.whl"}')
    own = package("penguin_id-2.0.0", b'{"dir_info": {}, "url": "file:///src"}')
    assert installed_packages(image_with(wheel | own)) == {"layer 0": {"flask-3.1.3"}}


@pytest.mark.parametrize("origin", [b"{", b"\xff", b"7", b"[" * 10_000])
def test_a_record_that_cannot_be_read_says_nothing(origin: bytes) -> None:
    """The package counts, whatever somebody wrote there."""
    assert installed_packages(image_with(package("flask-3.1.3", origin))) == {"layer 0": {"flask-3.1.3"}}


def test_a_version_that_was_replaced_is_in_its_layer_and_not_in_the_container() -> None:
    """`pip-sync` after `pip install pip-tools` does that."""
    image = image_with(package("click-99.0"), package("click-8.5.1") | {".wh.click-99.0.dist-info": b""})
    assert installed_packages(image) == {"layer 0": {"click-99.0"}, "layer 1": {"click-8.5.1"}}
    assert present_packages(image) == {"click-8.5.1"}
    assert package_versions(image) == {"click": "8.5.1"}


def test_a_package_whose_record_alone_was_deleted_is_still_told() -> None:
    """Nobody makes an image the same by deleting what says that it is another."""
    image = image_with(package("Flask_Thing-1.0") | package("pip-26.0"), {".wh.Flask_Thing-1.0.dist-info": b""})
    assert present_packages(image) == {"pip-26.0"}
    assert package_versions(image) == {"flask-thing": "1.0"}
