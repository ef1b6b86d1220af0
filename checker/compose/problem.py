"""What is wrong with a compose file: the place, the reason, what to write instead."""


class Problem(Exception):
    """One thing that a compose file must not say, or says in a way that nobody can read.

    `place` is the key's path, such as `services.model.privileged`; `line` counts from 1, and 0 stands
    for the whole file. `file` is filled in by whoever knows it.
    """

    def __init__(self, why: str, *, instead: str, place: str = "", line: int = 0, seen: str = "") -> None:
        """Keep the parts."""
        super().__init__(why)
        self.why = why
        self.instead = instead
        self.place = place
        self.line = line
        self.seen = seen

    def summary(self, file: str) -> str:
        """Return one line: file, line, key, reason."""
        where = f"{file}, line {self.line}" if self.line else file
        return f"{where}: {f'`{self.place}`: ' if self.place else ''}{self.why}"
