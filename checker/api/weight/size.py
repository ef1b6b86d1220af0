"""How large an image is, in a way that compares on every engine."""

from checker.api.image import Image
from checker.engine.image import diff_ids, history
from checker.versions import image as course_image

#: How the kit's base images got their packages: the official ones have no such layer.
_WHEELHOUSE = "/wheelhouse"


def weight_of(image: Image) -> int:
    """Return the bytes of an image's layers, as they lie on the disk; the kit's wheelhouse is left out.

    Engines differ in what they call an image's size: compressed, unpacked, both. Its history has each layer's.
    """
    return _bytes(image.id) - (_wheels_in(image.id) or _wheels_copied(image))


def weight_of_base(name: str) -> int:
    """Return the same of one of the course's images, by its key in `versions.toml`."""
    return _bytes(course_image(name)) - _wheels_in(course_image(name))


def _bytes(image: str) -> int:
    return sum(int(step["Size"]) for step in history(image))


def _wheels_copied(image: Image) -> int:
    """Return the bytes of the kit's wheels in layers that are not those of the base: of an image in one layer."""
    return sum(file.size for file in image.own_files if file.path.startswith(f"{_WHEELHOUSE}/"))


def _wheels_in(image: str) -> int:
    """Return the bytes of the layer with the kit's wheels in an image, 0 where it has none."""
    base = course_image("python")
    # Steps that change no file have no layer.
    steps = [step for step in reversed(history(base)) if step["Size"]]
    layers = diff_ids(base)
    places = [place for place, step in enumerate(steps) if f" {_WHEELHOUSE} " in f"{step['CreatedBy']} "]
    if len(steps) != len(layers) or not places or layers[places[0]] not in diff_ids(image):
        return 0
    return int(steps[places[0]]["Size"])
