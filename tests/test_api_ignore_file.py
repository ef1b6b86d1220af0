"""What looks like an ignore file and is none to the builder."""

from pathlib import Path

import pytest

from checker.api.context import ignore_file_trouble


@pytest.mark.parametrize(
    ("name", "encoding", "said"),
    [
        (".dockerignore", "utf-8", ""),
        (".dockerignore", "utf-8-sig", ""),
        (".dockerignore", "utf-16", ".dockerignore is in UTF-16: save it in UTF-8"),
        ("Dockerfile.dockerignore", "utf-8", ""),
        (".dockerignore.txt", "utf-8", "no .dockerignore, but .dockerignore.txt: rename it"),
        ("dockerignore", "utf-8", "no .dockerignore, but dockerignore: rename it"),
        (".gitignore", "utf-8", "no .dockerignore"),
    ],
)
def test_its_name_and_its_encoding(name: str, encoding: str, said: str, tmp_path: Path) -> None:
    """The builder takes two names, and reads UTF-8."""
    (tmp_path / name).write_text("*\n", encoding=encoding)
    assert ignore_file_trouble(tmp_path) == said
