"""Files that editors and tools leave behind: a change of theirs is no save of the learner's."""

import re

_NAMES = re.compile(
    r"""
    __pycache__ | .*\.py[co] | \.(mypy|ruff|pytest)_cache | \.ipynb_checkpoints | \.venv | node_modules
    | \.git | \.hg | \.svn | \.idea | \.vscode
    | \.DS_Store | Thumbs\.db | desktop\.ini
    | .*~ | \.\#.* | \#.*\# | 4913 | \..*\.(sw[a-z]|un~) | .*\.crswap
    | \.goutputstream-.* | \.fuse_hidden.* | .*___jb_(tmp|old)___ | .*\.tmp\.\d+(\.\w+)? | \.~lock\..*
    """,
    re.VERBOSE,
)


def is_noise(name: str) -> bool:
    """Return whether a file or folder of this name is a cache, an editor's swap file or the like."""
    return _NAMES.fullmatch(name) is not None
