"""Processes as the kernel prints them, and which of them have ended without being reaped."""

from checker.api.stopping.orphans import Process, processes

TABLE = """left 31
1 (gunicorn) S 0 1 1 0 -1 4194560 5410
31 (true) Z 1 24 24 0 -1 4228100 40
35 (a (b) Z 9) R 1 35 35 0 -1 4194304 87
cat: /proc/36/stat: No such file or directory
"""


def test_a_table_is_read() -> None:
    """Names may hold blanks and brackets; lines of other kinds are left out."""
    assert processes(TABLE) == [
        Process(1, "gunicorn", "S", 0),
        Process(31, "true", "Z", 1),
        Process(35, "a (b) Z 9", "R", 1),
    ]


def test_a_zombie_is_shown_as_ps_shows_it() -> None:
    """With the one that has to reap it."""
    assert str(processes(TABLE)[1]) == "[true] <defunct>, process 31, left to process 1"
