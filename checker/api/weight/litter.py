"""What lies in every real project and belongs in no build context: strewn into a copy of the learner's folder."""

import random

from checker.api.workspace import Workspace

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

    def strew(self, workspace: Workspace) -> None:
        """Write the litter; what the learner's folder already holds stays."""
        for name in _SMALL:
            workspace.add(name, self.mark + b"\n")
        for name in _LARGE:
            workspace.add(name, self.mark + b"\n" + self._random.randbytes(_MEGABYTES * 1_000_000))
