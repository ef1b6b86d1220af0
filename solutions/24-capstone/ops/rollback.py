"""rollback: put the release back that was live before this one."""

import sys

from engine import record, swap, went_live


def main() -> None:
    """Start the image that was live before, by its id."""
    stack = went_live()
    if len(stack) < 2:
        sys.exit("rollback: nothing was live before")
    before = stack[-2]
    live = swap(before["id"])
    record("rollback", before["image"], before["id"], live=live)
    if not live:
        sys.exit(f"rollback: {before['image']} is not ready. What was live before is live still.")
    print(f"{before['image']} is live again")


if __name__ == "__main__":
    main()
