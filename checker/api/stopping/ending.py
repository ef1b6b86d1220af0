"""What is wrong with the end of a container that was asked to stop."""

from checker.api.ended import Ended

#: What a shell adds to the number of the signal that a process was ended by.
BY_SIGNAL = 128


def bad_end(ended: Ended, limit: float, soon: float) -> str:
    """Return what is wrong with an end that should come by itself, within `limit` seconds and with exit code 0.

    Empty where nothing is. A container that was killed sooner than `soon` seconds has asked for it.
    """
    if ended.killed and ended.seconds < soon:
        return "The image asks to be killed: its stop signal is SIGKILL."
    if ended.killed:
        return f"The stop signal does not end it: {ended.seconds:.0f} s later it still runs, and the engine kills it."
    if ended.exit_code > BY_SIGNAL:
        return f"It is ended by a signal, not by itself: exit code {ended.exit_code}."
    if ended.exit_code:
        return f"It ends with exit code {ended.exit_code}, as if it had failed."
    if ended.seconds > limit:
        return f"It takes {ended.seconds:.1f} s to end, with nothing to do."
    return ""


def how_it_ended(ended: Ended) -> str:
    """Return how a container ended, in words."""
    said = f"exit code {ended.exit_code}, {ended.seconds:.1f} s after the signal"
    signal = ended.exit_code - BY_SIGNAL
    return f"{said}, which is {BY_SIGNAL} and signal {signal}" if signal > 0 and not ended.killed else said
