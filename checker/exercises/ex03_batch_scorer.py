"""03 batch-scorer: an image that behaves like a command, with arguments, files and standard input."""

import csv
import io
import json
import shlex
from itertools import takewhile

from checker import Attempt, Bird, Image, Run, Setting

SHELLS = {"sh", "bash", "ash", "dash", "zsh"}

#: Programs that start the one that is named after them.
STARTERS = {"env", "busybox", "tini", "dumb-init"}

INSPECT = "docker inspect --format '{{json .Config.Entrypoint}}'"


def table(birds: list[Bird]) -> bytes:
    """Return the birds as a CSV file with a column that nobody uses, the others in another order than the model's."""
    names = list(birds[0].measurements)[::-1]
    rows = [
        f"{number}," + ",".join(str(bird.measurements[name]) for name in names) for number, bird in enumerate(birds)
    ]
    return "\n".join([",".join(["bird", *names]), *rows, ""]).encode()


def read(text: str) -> list[list[str]]:
    """Return the rows of a CSV file, without blank lines at its end; none where it is no such file."""
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        return []
    return rows[: max((place for place, row in enumerate(rows, 1) if row), default=0)]


def is_kept(row: list[str], given: list[str]) -> bool:
    """Return whether a row carries what was given: its first value as it was written, then the same numbers."""
    try:
        return row[:1] == given[:1] and [float(value) for value in row[1:]] == [float(value) for value in given[1:]]
    except ValueError:
        return False


def expect_species(run: Run, birds: list[Bird]) -> None:
    """Raise a Failure unless the run printed the table with the right species, bird by bird."""
    run.expect_exit(0)
    rows, (header, *given) = read(run.stdout), read(table(birds).decode())
    expected = [bird.species for bird in birds]
    shown = f"the table with the column species at its end: {', '.join(expected)}"
    if rows[:1] != [[*header, "species"]]:
        run.fail(
            f"What is printed does not begin with the header `{','.join(header)},species`.",
            expected=shown,
            seen=run.stdout or "nothing on standard output",
        )
    if len(rows) - 1 != len(birds):
        run.fail(f"{len(birds)} birds were given, and {len(rows) - 1} are printed.", expected=shown, seen=run.stdout)
    if [row[-1:] for row in rows[1:]] != [[name] for name in expected]:
        run.fail("The species are not the model's.", expected=shown, seen=run.stdout)
    if not all(is_kept(row[:-1], bird) for row, bird in zip(rows[1:], given, strict=True)):
        run.fail("The table is not printed as it came, with one more column.", expected=shown, seen=run.stdout)


def mounted(attempt: Attempt, birds: list[Bird], name: str) -> tuple[str, dict[str, bytes], str]:
    """Return the path of a table in the container, the files to put there, and the options to type."""
    path = f"/data/{name}-{attempt.seed}.csv"
    return path, {path: table(birds)}, f"-v {shlex.quote(f'{attempt.folder}/birds.csv:{path}:ro')}"


def check_builds(image: Image) -> None:
    """Your Dockerfile builds an image."""


def check_exec_form(image: Image) -> None:
    """The entry point is your program in exec form, not a shell with a line of text."""
    entry = image.config.get("Entrypoint") or []
    if not entry:
        image.fail(
            "The image has no entry point.", expected="ENTRYPOINT in exec form", seen="no ENTRYPOINT", by_hand=INSPECT
        )
    if given_to_a_shell(entry):
        image.fail(
            "The entry point is a shell that is given one line of text.",
            expected='ENTRYPOINT ["program", "argument"]: your program itself',
            seen=f"ENTRYPOINT {json.dumps(entry)}",
            by_hand=INSPECT,
        )


def given_to_a_shell(entry: list[str]) -> bool:
    """Return whether an entry point is a shell with a line of text: `sh -c`, `bash -lc`, `env sh -ec`."""
    words = [word for word in entry if "=" not in word or word.startswith("-")]
    while words and (words[0].rpartition("/")[2] in STARTERS or words[0].startswith("-")):
        words.pop(0)
    if not words or words[0].rpartition("/")[2] not in SHELLS:
        return False
    options = takewhile(lambda word: word.startswith("-") and word != "--", words[1:])
    return any("c" in option for option in options if not option.startswith("--"))


def check_takes_a_file(attempt: Attempt, image: Image, sample: list[Bird]) -> None:
    """A table named by the first argument is printed with the species of birds it has never seen."""
    path, files, by_hand = mounted(attempt, sample, "birds")
    expect_species(image.run(path, setting=Setting(files=files, by_hand=by_hand)), sample)


def check_takes_stdin(attempt: Attempt, image: Image, sample: list[Bird]) -> None:
    """Without a file, and with `-`, the table comes on standard input."""
    by_hand = f"-i < {shlex.quote(attempt.shown_folder)}/birds.csv"
    for arguments in ((), ("-",)):
        expect_species(image.run(*arguments, stdin=table(sample), setting=Setting(by_hand=by_hand)), sample)


def check_passes_options(attempt: Attempt, image: Image, sample: list[Bird]) -> None:
    """Arguments reach the script whole: a file with a space in its name, then `--format json`."""
    path, files, by_hand = mounted(attempt, sample, "last season")
    run = image.run(path, "--format", "json", setting=Setting(files=files, by_hand=by_hand)).expect_exit(0)
    expected = [{"species": bird.species, "model_version": "1"} for bird in sample]
    try:
        found = [json.loads(line) for line in run.stdout.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        found = []
    if found != expected:
        run.fail(
            "`--format json` does not print the species as JSON.",
            expected=f"{len(expected)} lines such as {json.dumps(expected[0])}",
            seen=run.stdout or "nothing on standard output",
        )


def check_missing_file(attempt: Attempt, image: Image) -> None:
    """A file that does not exist gives a message with its name and an exit code other than 0."""
    name = f"nowhere-{attempt.seed}.csv"
    run = image.run(f"/data/{name}").expect_end()
    expected = f"a message on standard error that names {name}, and an exit code other than 0"
    if run.stdout.strip():
        run.fail(
            "A missing file prints to standard output.", expected=f"nothing there, and {expected}", seen=run.stdout
        )
    if run.exit_code == 0:
        run.fail("A missing file ends with exit code 0.", expected=expected, seen="exit code 0")
    if name not in run.stderr:
        run.fail("The message does not name the missing file.", expected=expected, seen=run.stderr or "no message")
    if "Traceback (most recent call last)" in run.stderr:
        run.fail("A missing file ends with a traceback.", expected=expected, seen=run.stderr)
