"""02 read-an-image: what an image says of itself, what its container does, and what lies in its layers."""

import pytest

from checker import AnswerSheet, Attempt, Crate, Entry, Failure, Shipment

FILE = "answers.toml"
FIELDS = (
    "shipment",
    "user",
    "port",
    "colony",
    "entrypoint",
    "command",
    "process_1",
    "eggs_box",
    "route_word",
    "added_size",
    "beacon_architecture",
)

#: How far a size may be off: engines count the same layers by bytes or by blocks, in MB or in MiB.
OFF = 0.06

#: Other names for the processors of the beacon, and what a laptop has.
ALIASES = {"armv7": "arm", "armv7l": "arm", "armhf": "arm", "arm32": "arm", "arm32v7": "arm", "ppc64el": "ppc64le"}
LAPTOPS = {"amd64", "x86_64", "arm64", "aarch64", "x64", "386", "i386"}

INSPECT = 'docker image inspect --format "{{json .Config.%s}}" rookery/crate'
HISTORY = "docker history --no-trunc rookery/crate"
START = "docker run --detach --name crate rookery/crate && docker logs crate; docker top crate; docker rm --force crate"
SAVED = "docker save --output crate.tar rookery/crate && python docs/examples/layers-of/layers.py crate.tar"
BEACON = 'docker image inspect --format "{{.Os}}/{{.Architecture}}" rookery/beacon'


@pytest.fixture(scope="session")
def answers(attempt: Attempt) -> AnswerSheet:
    """Return what the learner has typed."""
    return AnswerSheet.read(attempt, FILE, FIELDS)


@pytest.fixture(scope="session")
def shipment(attempt: Attempt, answers: AnswerSheet) -> Shipment:
    """Return the shipment that the answers are about."""
    unload = f"python {attempt.shown_folder}/unload.py"
    entry = answers.entry("shipment", unload)
    expected = f"the number that unload.py writes there: 1 to {Shipment.LARGEST}"
    if entry.typed in (0, "", None):
        raise Failure(
            "No shipment is unloaded yet.", expected=expected, seen=f"{FILE} without a number", reproduce=unload
        )
    number = entry.number(expected)
    if number not in range(1, Shipment.LARGEST + 1):
        entry.fail("There is no shipment with this number.", expected=expected)
    return Shipment(number)


@pytest.fixture(scope="session")
def crate(attempt: Attempt, shipment: Shipment, docker_ip: str) -> Crate:
    """Return that shipment's crate, built and started here."""
    return Crate.open(attempt, shipment, docker_ip)


def settle(entry: Entry, *, right: bool, what: str, why: str | None) -> None:
    """Fail where an answer is not right: with what it is instead, where that is known."""
    if right:
        return
    unknown = "the crate shows this nowhere. Does `rookery/crate` carry the number in answers.toml, or an older one"
    label = 'docker image inspect --format "{{.Config.Labels}}" rookery/crate'
    entry.fail(f"`{entry.name}` is not {what}.", expected=what, why=why or f"{unknown}? ({label})")


def check_answers(answers: AnswerSheet, shipment: Shipment) -> None:
    """Your answers.toml can be read, and it carries the number of your shipment."""


def check_user(answers: AnswerSheet, crate: Crate) -> None:
    """The user that a container of the crate runs as."""
    entry, what = answers.entry("user", INSPECT % "User"), "the number of the user that a container runs as"
    typed = entry.text(what).removeprefix("uid=").partition("(")[0]
    early, _ = crate.shipment.users
    number, _, group = crate.user.partition(":")
    why = {
        str(early): "a step of the build ran as this user; a later USER changed it",
        "0": "this is root, whom a step of the build needed; a later USER changed it",
        "root": "a step of the build needed root; a later USER changed it",
        group: "this is the group",
    }
    settle(entry, right=typed in {number, crate.user}, what=what, why=why.get(typed.partition(":")[0]))


def check_port(answers: AnswerSheet, crate: Crate) -> None:
    """The port that its service opens."""
    entry, what = answers.entry("port", START), "the port that the service listens on in a container"
    typed = entry.number(what, ending="/tcp")
    declared, listens = crate.shipment.ports
    why = "EXPOSE declares this port; it is a note, and the service opens another one" if typed == declared else None
    settle(entry, right=typed == listens, what=what, why=why)


def check_environment(answers: AnswerSheet, crate: Crate) -> None:
    """The value of an environment variable."""
    entry, what = answers.entry("colony", INSPECT % "Env"), "the value of COLONY in a container"
    typed = entry.text(what).removeprefix("COLONY=").strip("\"'")
    first, _ = crate.shipment.colonies
    why = "COLONY had this value at first; a later ENV changed it" if typed == first else None
    settle(entry, right=typed == crate.environment["COLONY"], what=what, why=why)


def check_starts(answers: AnswerSheet, crate: Crate) -> None:
    """The entry point and the command, which are what a container starts."""
    entrypoint, command = crate.entrypoint, crate.command
    declared, _ = crate.shipment.ports
    both = "this is the entry point and the command in one; each has a field of its own"
    known = {
        "entrypoint": [
            (command, "this is the command"),
            (entrypoint + command, both),
            (crate.first_process, "this is the process that runs in the end; the image names what is started first"),
        ],
        "command": [
            (entrypoint, "this is the entry point"),
            (entrypoint + command, both),
            (["--listen", str(declared)], "the image had this CMD at first; a later CMD changed it"),
            (["python3"], "this is the CMD of the base image; a later CMD changed it"),
        ],
    }
    for name, setting, words in (("entrypoint", "Entrypoint", entrypoint), ("command", "Cmd", command)):
        entry, what = answers.entry(name, INSPECT % setting), f"what the image's {setting} holds"
        typed = entry.words(what)
        why = next((reason for value, reason in known[name] if typed == value), None)
        settle(entry, right=typed == words, what=what, why=why)


def check_process_1(answers: AnswerSheet, crate: Crate) -> None:
    """What process 1 in a running container is."""
    entry, what = answers.entry("process_1", START), "the program that runs as process 1"
    typed = entry.words(what)[0]
    gone = "the entry point starts this, and then another program takes its place (exec)"
    why = gone if crate.shipment.hands_over else "this runs too, as a child of process 1"
    settle(entry, right=crate.is_first(typed), what=what, why=why if crate.runs(typed) else None)


def check_layer(answers: AnswerSheet, crate: Crate) -> None:
    """The layer that brought a file into the image."""
    entry, what = answers.entry("eggs_box", SAVED), "the box whose COPY first brought /cargo/eggs.csv"
    typed = entry.text(what).removeprefix("COPY ").partition(" ")[0].strip("/").lower()
    wanted, namesake, deleted, left = crate.shipment.roles
    why = {
        namesake: "this box brought another file of that name, in another folder",
        deleted: "this box brought what was deleted later",
        left: "this box is in the crate; the file came in another one",
        "run": "RUN changed the file's mode, so its layer holds a copy; the file was there before",
    }
    spelled = typed if typed.startswith("box-") or typed in why else f"box-{typed}"
    settle(entry, right=spelled == wanted, what=what, why=why.get(spelled))


def check_deleted(answers: AnswerSheet, crate: Crate) -> None:
    """What a file said that a later layer deleted."""
    entry, what = answers.entry("route_word", SAVED), "the word in /cargo/route.txt, which was deleted"
    typed = entry.text(what).lower()
    word, note = crate.shipment.words
    why = {
        note: "this word stands in /cargo/note.txt, which is still there",
        "route.txt": "this is the file's name; its content is in the layer that brought it",
        "/cargo/route.txt": "this is the file's name; its content is in the layer that brought it",
    }
    settle(entry, right=typed == word, what=what, why=why.get(typed))


def check_added_size(answers: AnswerSheet, crate: Crate) -> None:
    """How much the image adds to its base."""
    entry, what = answers.entry("added_size", HISTORY), "the size of all layers that the crate adds to its base image"
    typed = entry.size(what)
    why = {
        crate.whole: "this is the whole image; its base is the largest part of it",
        crate.shipment.visible: "this is what a container sees; what a later layer hides is still in the image",
        2 * crate.added: "this counts each layer twice: some engines' lists do, packed and unpacked",
        **dict.fromkeys(crate.shipment.loads, "this is one layer; the crate adds more of them"),
    }
    close = next((reason for size, reason in why.items() if near(typed, size)), None)
    settle(entry, right=near(typed, crate.added), what=what, why=close or sized(typed, crate.added))


def near(typed: int, size: int) -> bool:
    """Return whether two sizes are the same, as far as engines agree on one."""
    return abs(typed - size) <= OFF * size


def sized(typed: int, added: int) -> str:
    """Say how a size is wrong that is none of the ones that are known."""
    than = "more" if typed < added else "less"
    return f"this is {typed} bytes; the rows of `docker history` above the base image add up to {than}"


def check_architecture(answers: AnswerSheet, crate: Crate) -> None:
    """The processor that the beacon's image was made for."""
    entry, what = answers.entry("beacon_architecture", BEACON), "the architecture of the image rookery/beacon"
    typed = entry.text(what).lower().removeprefix("linux/")
    architecture, variant = crate.shipment.processor
    name = ALIASES.get(typed, typed)
    laptop = "this is the processor of a computer such as yours; an image says which one it was made for"
    why = dict.fromkeys(LAPTOPS, laptop) | {"linux": "this is the operating system; the processor stands behind it"}
    settle(entry, right=name in {architecture, f"{architecture}/{variant}"}, what=what, why=why.get(name))
