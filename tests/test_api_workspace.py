"""A copy of the learner's folder, to change."""

import stat
from pathlib import Path

from checker.api.workspace import Workspace


def test_a_file_that_its_owner_may_only_read_is_written_over(tmp_path: Path) -> None:
    """`chmod 400 token.txt` is a good habit; the learner's own file stays as it is."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "token.txt").write_bytes(b"theirs")
    (own / "token.txt").chmod(0o400)
    copy = Workspace(own, tmp_path / "copy")
    for path in copy.files("token.txt"):
        copy.rewrite(path, b"ours")
    copy.replace("token.txt", b"ours again")
    changed = copy.folder / "token.txt"
    assert changed.read_bytes() == b"ours again"
    assert stat.S_IMODE(changed.stat().st_mode) == stat.S_IMODE((own / "token.txt").stat().st_mode)
    assert (own / "token.txt").read_bytes() == b"theirs"


def test_a_link_gives_way_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    """Nothing outside the copy changes."""
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "elsewhere").write_bytes(b"theirs")
    (own / "token.txt").symlink_to(tmp_path / "elsewhere")
    copy = Workspace(own, tmp_path / "copy")
    copy.replace("token.txt", b"ours")
    copy.replace("new.txt", b"ours")
    assert (copy.folder / "token.txt").read_bytes() == (copy.folder / "new.txt").read_bytes() == b"ours"
    assert (tmp_path / "elsewhere").read_bytes() == b"theirs"


def test_a_folder_gives_way(tmp_path: Path) -> None:
    """Docker makes one where a file that is to be mounted is not there."""
    (tmp_path / "own" / "token.txt").mkdir(parents=True)
    copy = Workspace(tmp_path / "own", tmp_path / "copy")
    copy.replace("token.txt", b"ours")
    assert (copy.folder / "token.txt").read_bytes() == b"ours"
