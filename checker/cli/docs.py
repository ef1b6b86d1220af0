"""`docs`: build the site strictly."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("docs", help="build the site strictly; with --serve, serve it while you write")
    parser.add_argument("--serve", action="store_true", help="serve the site and build again at every save")
    parser.add_argument("--address", default="127.0.0.1:8008", help="where --serve listens (default: %(default)s)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run MkDocs and return its exit status."""
    if args.serve:
        return mkdocs("serve", "--dev-addr", args.address)
    return mkdocs("build", "--strict")


def mkdocs(*args: str, root: Path | None = None) -> int:
    """Run `mkdocs ARGS` in `root` (the working folder where none is given) and return its exit status."""
    # Material's notice about MkDocs 2 is for maintainers, who find it in CONTRIBUTING.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    try:
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", *args], env=environment, cwd=root, check=False
        ).returncode
    except KeyboardInterrupt:
        return 130
