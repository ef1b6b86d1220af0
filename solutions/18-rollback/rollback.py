"""rollback: put the version back that was live before this one."""

import sys

from engine import record, swap, went_live


def main() -> None:
    """Start the image that was live before, by its id: its name may mean another image today."""
    stack = went_live()
    if len(stack) < 2:
        sys.exit("rollback: there is nothing to go back to")
    before = stack[-2]
    live = swap(before["id"])
    record("rollback", before["image"], before["id"], live=live)
    if not live:
        sys.exit(f"rollback: {before['image']} does not answer. What was live before is live still.")
    print(f"{before['image']} is live again")


if __name__ == "__main__":
    main()
