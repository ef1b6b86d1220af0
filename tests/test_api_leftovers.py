"""What lies in an image's layers, and what of it a container sees."""

from types import SimpleNamespace
from typing import Any

from checker.api.weight.leftovers import DOWNLOADS, leftovers, present
from checker.engine.layers import LayerFile


def image_with(*layers: tuple[str, ...]) -> Any:
    """Return what is asked of an image: its own files, a tuple of paths for each layer."""
    files = [LayerFile(place, path, 1, frozenset()) for place, paths in enumerate(layers) for path in paths]
    return SimpleNamespace(own_files=files)


def test_a_deleted_file_is_left_and_not_present() -> None:
    """The mark of a higher layer hides it; the layer keeps it."""
    image = image_with(("/usr/bin/gcc", "/usr/bin/cc"), ("/usr/bin/.wh.gcc",))
    assert present(image, ["*/bin/*cc"]) == ["/usr/bin/cc"]
    assert leftovers(image, ["*/bin/gcc"]) == ["/usr/bin/gcc"]


def test_what_lies_in_a_deleted_folder_is_gone_too() -> None:
    """A mark for a folder, and one for all that lower layers hold in a folder."""
    image = image_with(("/opt/tools/bin/gcc", "/srv/bin/gcc"), ("/opt/.wh.tools", "/srv/.wh..wh..opq", "/srv/bin/cc"))
    assert present(image, ["*cc"]) == ["/srv/bin/cc"]


def test_what_comes_back_is_present() -> None:
    """A layer above the mark brings the file again."""
    image = image_with(("/usr/bin/gcc",), ("/usr/bin/.wh.gcc",), ("/usr/bin/gcc",))
    assert present(image, ["*/gcc"]) == ["/usr/bin/gcc"]


def test_downloads_are_found_and_what_python_carries_is_not() -> None:
    """The mark of uv is on its cache, which is a leftover, and on its environments, which are not."""
    found = ("/root/.cache/pip/http/a", "/cache/CACHEDIR.TAG", "/app/flask-3.1.3-py3-none-any.whl")
    kept = ("/venv/CACHEDIR.TAG", "/venv/pyvenv.cfg", "/usr/lib/python3.13/ensurepip/_bundled/pip-25.whl")
    assert leftovers(image_with(found + kept), DOWNLOADS) == list(found)
