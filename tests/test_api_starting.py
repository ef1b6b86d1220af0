"""Why a container did not start, or its script could not be read: in words for a learner."""

import pytest

from checker.api.starting import cannot_start, unreadable_script

RUNC = "OCI runtime create failed: runc create failed: unable to start container process: "


@pytest.mark.parametrize(
    ("reason", "summary", "expected"),
    [
        ('exec: "gunicron": executable file not found in $PATH', "`gunicron` is not in the image.", "installed"),
        ('exec: "python a.py": stat python a.py: no such file', "`python a.py` is not", "in quotes of their own"),
        (r'exec: "echo \"Hi\"": executable file not found in $PATH', '`echo "Hi"` is not', "in quotes of their own"),
        ('exec: "/a.py": permission denied', "`/a.py` cannot be executed.", "execute bit"),
        ("something new", "The container does not start.", "entry point"),
    ],
)
def test_why_a_container_does_not_start(reason: str, summary: str, expected: str) -> None:
    """The engine's own reason stands below, whole."""
    found = cannot_start(RUNC + reason, "docker run --rm x")
    assert summary in found.summary
    assert expected in found.expected
    assert reason in found.seen


@pytest.mark.parametrize(
    ("said", "summary", "ending"),
    [
        ("exec /start.sh: no such file or directory\n", "/start.sh cannot be executed", "`sh\\r`"),
        ("env: \u2018python3\\r\u2019: No such file or directory\n", "asks for `python3\\r`", "`python3\\r`"),
    ],
)
def test_a_script_with_windows_line_endings(said: str, summary: str, ending: str) -> None:
    """Whoever wrote it does not see them, so they are named."""
    found = unreadable_script(said)
    assert found
    assert summary in found[0]
    assert ending in found[1]


def test_a_program_that_complains_of_a_file_is_no_such_script() -> None:
    """Programs say the same of the files that they are given."""
    assert unreadable_script("score.py: cannot read /data/x.csv: No such file or directory") is None
