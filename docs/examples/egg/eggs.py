"""What an egg has to look like before the model sees it."""


class Wrong(Exception):
    """A body that is refused; the argument names each field that is wrong, and why."""


def faults(egg, ranges, where=""):
    """Return all that is wrong with an egg, by the names of its fields."""
    if not isinstance(egg, dict):
        return {where or "body": "must be an object"}
    found = {}
    for name, (low, high) in ranges.items():
        value = egg.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            found[f"{where}{name}"] = "must be a number"
        elif not low <= value <= high:
            found[f"{where}{name}"] = f"must be from {low} to {high}"
    return found
