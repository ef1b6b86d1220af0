"""deploy IMAGE: put a release live, or leave everything as it is."""

import subprocess
import sys

from engine import identity, record, swap, works


def main() -> None:
    """Try the release out where nobody sees it, then swap."""
    if len(sys.argv) != 2:
        sys.exit("deploy: type deploy.py IMAGE")
    image = sys.argv[1]
    try:
        its_id = identity(image)
    except subprocess.CalledProcessError:
        its_id = ""
    live = bool(its_id) and works(its_id) and swap(its_id)
    record("deploy", image, its_id, live=live)
    if not live:
        sys.exit(f"deploy: {image} is not ready. What was live before is live still.")
    print(f"{image} is live")


if __name__ == "__main__":
    main()
