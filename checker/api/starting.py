"""Why a container did not start, in words for a learner."""

import re

from checker.api.failure import Failure

_WHY = (
    (
        re.compile(r"no command specified", re.IGNORECASE),
        "The image does not say what a container runs.",
        "a CMD or an ENTRYPOINT in the Dockerfile",
    ),
    (
        re.compile(r'exec: "(?P<what>[^"]+)": (?:executable file not found|stat .*no such file)'),
        "The program `{what}` is not in the image.",
        "a CMD or ENTRYPOINT whose program is installed in the image, or copied into it",
    ),
    (
        re.compile(r'exec: "(?P<what>[^"]+)": (?:permission denied|is a directory)'),
        "`{what}` cannot be executed.",
        "a program; a script needs the execute bit (chmod +x) and a first line such as #!/bin/sh",
    ),
    (
        re.compile(r"unable to find (?:user|group) (?P<what>[^:]+): no matching entries"),
        "The image names the user `{what}`, and has no such user.",
        "USER with a number, or with a user that an earlier step has made",
    ),
    (
        re.compile(r"(?:chdir to cwd|mkdir) (?P<what>\S+)"),
        "The working folder {what} cannot be entered.",
        "a WORKDIR that the container's user may enter",
    ),
)

#: A script whose first line ends with a carriage return asks for a shell of that name.
CARRIAGE_RETURN = re.compile(r"exec (?P<what>\S+): no such file or directory")


def cannot_start(said: str, reproduce: str) -> Failure:
    """Return the failure for an engine that could not make or start a container; `said` is its own reason."""
    for pattern, summary, expected in _WHY:
        if match := pattern.search(said):
            return Failure(summary.format(**match.groupdict()), expected=expected, seen=said, reproduce=reproduce)
    expected = "an image whose entry point can be started"
    return Failure("The container does not start.", expected=expected, seen=said, reproduce=reproduce)
