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
        re.compile(r'exec: "(?P<what>.+ .+)": (?:executable file not found|stat .*no such file)'),
        "The program `{what}` is not in the image.",
        "in the brackets of CMD or ENTRYPOINT, the program and each of its arguments in quotes of their own",
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

#: A script whose first line ends with a carriage return asks for a program of that name: the kernel's word for it, and
#: that of `env`.
_NO_SHELL = re.compile(r"exec (?P<what>\S+): no such file or directory")
_NO_PROGRAM = re.compile(r"env: \W?(?P<what>[\w.]+)(?:\\r|\r)\W?: No such file or directory")


def cannot_start(said: str, reproduce: str) -> Failure:
    """Return the failure for an engine that could not make or start a container; `said` is its own reason."""
    for pattern, summary, expected in _WHY:
        if match := pattern.search(said):
            what = {name: text.replace('\\"', '"') for name, text in match.groupdict().items()}
            return Failure(summary.format(**what), expected=expected, seen=said, reproduce=reproduce)
    expected = "an image whose entry point can be started"
    return Failure("The container does not start.", expected=expected, seen=said, reproduce=reproduce)


def unreadable_script(said: str) -> tuple[str, str, str] | None:
    """Return summary, expected and seen where a container's script asks for a program that is not there; else None."""
    if match := _NO_SHELL.search(said):
        summary, asked = f"{match['what']} cannot be executed: it names a shell that is not there.", "sh"
    elif match := _NO_PROGRAM.search(said):
        summary, asked = f"A script asks for `{match['what']}\\r`, which is not there.", match["what"]
    else:
        return None
    endings = f"Windows ones make `{asked}` into `{asked}\\r`"
    return summary, f"a script with Unix line endings, which names a shell of the image: {endings}", match[0]
