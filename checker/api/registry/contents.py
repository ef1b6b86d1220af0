"""All that a registry stores at one moment: equal to another moment only where every byte is the same."""

from collections.abc import Mapping
from dataclasses import dataclass

Tags = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Contents:
    """What a registry holds: repository to tag to digest, and each file of its storage to the hash of its bytes."""

    tags: Tags
    files: Mapping[str, str]

    def __str__(self) -> str:
        """Return the tags and how much is stored, as a person reads them."""
        named = [f"{name}:{tag} is {digest}" for name, tags in self.tags.items() for tag, digest in tags.items()]
        return f"{'; '.join(named) or 'no tag'} ({len(self.files)} files in its storage)"

    def since(self, before: "Contents") -> str:
        """Return what is different from an earlier moment, in words; empty where not one byte is."""
        if self == before:
            return ""
        old, new = _flat(before.tags), _flat(self.tags)
        said = [f"{name} is new" for name in sorted(new.keys() - old.keys())]
        said += [f"{name} is gone" for name in sorted(old.keys() - new.keys())]
        moved = [name for name in sorted(old.keys() & new.keys()) if old[name] != new[name]]
        said += [f"{name} was {old[name]}, and is {new[name]}" for name in moved]
        changed = {path for path, digest in self.files.items() if before.files.get(path) != digest}
        stored = len(changed | (before.files.keys() - self.files.keys()))
        return "; ".join([*said, f"{stored} files of its storage are not what they were"])


def _flat(tags: Tags) -> dict[str, str]:
    """Return `repository:tag` to digest."""
    return {f"{name}:{tag}": digest for name, named in tags.items() for tag, digest in named.items()}


def read_sums(text: str) -> dict[str, str]:
    """Return path to hash from what `sha256sum` prints."""
    lines = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return {path.lstrip("*"): digest for digest, path in lines}
