"""Our errors. A person reads one line of each: what happened, where, what to type next."""


class CourseError(Exception):
    """Anything that we know how to explain. `exit_code` is what the command ends with."""

    exit_code = 3


class UsageError(CourseError):
    """The command was asked for something that does not exist. Exit status 2."""

    exit_code = 2


class EnvironmentFault(CourseError):
    """The machine broke, not the learner's work: no engine, disk full, network gone. Exit status 3."""

    exit_code = 3


class EngineUnavailable(EnvironmentFault):
    """No container engine answers, or it stopped half way."""
