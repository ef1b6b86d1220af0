"""What a user may write to in an image: users by name and number, groups, modes, folders that cannot be entered."""

import stat
from collections.abc import Iterator

import pytest

from checker.api.attempt import Attempt
from checker.api.image import Image
from checker.api.writable import NOBODY, User, user_of, writable_paths, written
from checker.engine.tree import Node, Tree
from checker.versions import image as base_image

USERS = "root:x:0:0:root:/root:/bin/sh\nkeeper:x:10001:50:the keeper:/home/keeper:/bin/sh\n"
GROUP = "root:x:0:\nstaff:x:50:\nbirds:x:4000:keeper,other\nbroken line\n"

DOCKERFILE = f"""
FROM {base_image("python")}
COPY Dockerfile /app/code
RUN mkdir /data /closed && touch /closed/open && chmod 777 /closed/open && chmod 700 /closed && chown 10001 /data
RUN install --owner 10001 /app/code /data/inside && ln -s /app/code /app/link && install --mode 666 /app/code /app/all
USER 10001
CMD ["true"]
"""


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("", User(0, frozenset({0}))),
        ("root", User(0, frozenset({0}))),
        ("keeper", User(10001, frozenset({50, 4000}))),
        ("10001", User(10001, frozenset({50, 4000}))),
        ("keeper:birds", User(10001, frozenset({4000}))),
        ("10001:0", User(10001, frozenset({0}))),
        ("10001:root", User(10001, frozenset({0}))),
        ("10002", User(10002, frozenset({0}))),
        ("10002:10002", User(10002, frozenset({10002}))),
    ],
)
def test_a_user_is_who_the_engine_makes_of_it(named: str, expected: User) -> None:
    """Names are looked up; a number without an entry is in root's group."""
    assert user_of(Tree((), USERS, GROUP), named) == expected


@pytest.mark.parametrize(
    ("mode", "uid", "gid", "user", "may"),
    [
        (0o644, 1, 1, User(1, frozenset({1})), True),
        (0o444, 1, 1, User(1, frozenset({1})), False),
        (0o064, 1, 1, User(1, frozenset({1})), False),
        (0o464, 2, 1, User(1, frozenset({1})), True),
        (0o446, 2, 1, User(1, frozenset({1})), False),
        (0o446, 2, 2, User(1, frozenset({1})), True),
        (0o446, 2, 2, NOBODY, True),
        (0o664, 2, 2, NOBODY, False),
    ],
)
def test_a_mode_is_read_as_the_kernel_reads_it(mode: int, uid: int, gid: int, user: User, *, may: bool) -> None:
    """The owner's bits count for the owner, the group's for the group, and the last ones for all others alone."""
    tree = Tree((Node("/file", stat.S_IFREG | mode, uid, gid),), "", "")
    assert written(tree, user) == (["/file"] if may else [])


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory, engine: None) -> Iterator[Image]:  # noqa: ARG001  (it has to be there)
    """An image with a folder for its user, one that is closed, and a file for everyone."""
    folder = tmp_path_factory.mktemp("writable")
    (folder / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    with Attempt("10-test", folder, 7, f"writable-{folder.parent.name}", print) as attempt:
        yield Image.build(attempt)


@pytest.mark.engine
def test_what_may_be_written_in_an_image(image: Image) -> None:
    """Paths below another one are left out, links too, and so is what cannot be reached; the base adds its own."""
    found = writable_paths(image)
    base = {"/tmp", "/var/tmp", "/run/lock"}
    assert set(found.by_its_user) - base == {"/data", "/app/all"}
    assert set(found.by_everyone) - base == {"/app/all"}
