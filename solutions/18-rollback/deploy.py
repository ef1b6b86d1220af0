"""deploy IMAGE: put a version of penguin-id live, or leave everything as it was."""

import sys

from engine import identity, record, swap, try_out


def main() -> None:
    """Try the image out, swap, write down what came of it."""
    image = sys.argv[1]
    image_id = identity(image)
    live = bool(image_id) and try_out(image_id) and swap(image_id)
    record("deploy", image, image_id, live=live)
    if not live:
        sys.exit(f"deploy: {image} does not work. What was live before is live still.")
    print(f"{image} is live")


if __name__ == "__main__":
    main()
