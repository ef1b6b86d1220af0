"""What lies in every real project and belongs in no build context: strewn into a copy of the learner's folder."""

import random
from pathlib import Path

_SMALL = (
    ".git/HEAD", ".git/config", ".git/objects/aa/bb", ".env", "services/.env", "token.txt", "deploy.pem",
    "services/tls.pem", "__pycache__/app.cpython-313.pyc", "services/__pycache__/x.cpython-313.pyc",
    ".venv/bin/activate", ".pytest_cache/v/cache/nodeids", "notebooks/feedback.ipynb",
)  # fmt: skip
_LARGE = ("data/season-2025.csv", "figures/colony.png", "models-old/v0.joblib")

_MEGABYTES = 3


class Litter:
    """The litter of one attempt: every file of it carries a mark that nothing else holds."""

    def __init__(self, seed: int) -> None:
        """Draw the mark."""
        self._random = random.Random(seed)  # noqa: S311  (a mark to look for, not a secret)
        self.mark = f"litter-{self._random.getrandbits(96):024x}".encode()

    def strew(self, folder: Path) -> None:
        """Write the litter into a folder; a file of the learner's that stands there stays."""
        for name in _SMALL:
            self._write(folder / name, b"")
        for name in _LARGE:
            self._write(folder / name, self._random.randbytes(_MEGABYTES * 1_000_000))

    def _write(self, path: Path, more: bytes) -> None:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.mark + b"\n" + more)
