"""What a user could write to in an image, judged by owners and modes as the kernel does."""

import stat
from dataclasses import dataclass
from pathlib import PurePosixPath

from checker.api.image import Image
from checker.engine.container import Container
from checker.engine.plan import Plan
from checker.engine.tree import Node, Tree, read_tree


@dataclass(frozen=True)
class Writable:
    """The paths that the image's user may write to, and those that everyone may; those below another are left out."""

    by_its_user: tuple[str, ...]
    by_everyone: tuple[str, ...]


@dataclass(frozen=True)
class User:
    """A user's number and the numbers of all groups."""

    uid: int
    gids: frozenset[int]


#: In no group and owner of nothing: may do what everyone may.
NOBODY = User(-1, frozenset())


def writable_paths(image: Image) -> Writable:
    """Return what may be written in an image, volumes aside. Its user is known, as one who can start a container."""
    plan = Plan(image.id, image.attempt.labels, command=("true",), entrypoint=())
    tree = read_tree(image.attempt.holds(Container(plan)))
    user = user_of(tree, str(image.config.get("User") or ""))
    return Writable(_topmost(written(tree, user)), _topmost(written(tree, NOBODY)))


def user_of(tree: Tree, named: str) -> User:
    """Return who a container runs as, for `USER` as an image has it: numbers or names, with a group or without."""
    name, _, group = named.partition(":")
    people = [line.split(":") for line in tree.passwd.splitlines() if line.count(":") >= 3]
    known = next((one for one in people if name and name in (one[0], one[2])), None)
    uid = int(known[2]) if known else int(name or 0)
    groups = [line.split(":") for line in tree.group.splitlines() if line.count(":") >= 3]
    if group:
        numbers = [int(one[2]) for one in groups if one[0] == group]
        return User(uid, frozenset({numbers[0] if numbers else int(group)}))
    member = {int(one[2]) for one in groups if known and known[0] in one[3].split(",")}
    return User(uid, frozenset({int(known[3]) if known else 0, *member}))


def _may(node: Node, user: User, bit: int) -> bool:
    """Tell whether a user has a permission: 2 to write, 1 to enter a folder."""
    if node.uid == user.uid:
        return bool(node.mode & bit << 6)
    return bool(node.mode & (bit << 3 if node.gid in user.gids else bit))


def written(tree: Tree, user: User) -> list[str]:
    """Return the paths that a user may write to, and can reach."""
    closed = {node.path for node in tree.nodes if node.is_folder and not _may(node, user, stat.S_IXOTH)}
    found = []
    for node in tree.nodes:
        above = {str(parent) for parent in PurePosixPath(node.path).parents}
        if not above & closed and _may(node, user, stat.S_IWOTH):
            found.append(node.path)
    return found


def _topmost(paths: list[str]) -> tuple[str, ...]:
    """Return paths without those that lie below another one of them."""
    known = set(paths)
    return tuple(path for path in sorted(known) if not known & {str(parent) for parent in PurePosixPath(path).parents})
