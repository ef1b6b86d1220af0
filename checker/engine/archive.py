"""Files as the engine takes them and gives them: tar archives."""

import io
import tarfile
from collections.abc import Iterable


def archive_of(name: str, contents: bytes, *, mode: int = 0o644, uid: int = 0) -> bytes:
    """Return a tar archive with one file; `uid` is its owner's and its group's number."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.uid, member.gid = len(contents), mode, uid, uid
        archive.addfile(member, io.BytesIO(contents))
    return stream.getvalue()


def files_of(archive: Iterable[bytes]) -> dict[str, bytes]:
    """Return the regular files of a tar archive that comes in pieces: path to contents."""
    stream = io.BytesIO(b"".join(archive))
    with tarfile.open(fileobj=stream) as opened:
        return {
            member.name: held.read() for member in opened if member.isfile() and (held := opened.extractfile(member))
        }
