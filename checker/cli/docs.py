"""`docs`: build the site strictly into `.course/site`, or serve it while you write."""

import argparse
import os
import subprocess
import sys

from checker.places import ROOT, STATE

#: Where mkdocs.yml has the site built.
SITE = STATE / "site"
ADDRESS = "127.0.0.1:8008"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("docs", help="build the site strictly", description=__doc__)
    parser.add_argument("--serve", action="store_true", help="serve the site and build it again at every save")
    parser.add_argument("--address", default=ADDRESS, metavar="HOST:PORT", help="where to serve (%(default)s)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run MkDocs and return its exit status."""
    return serve(arguments.address) if arguments.serve else build()


def build() -> int:
    """Build strictly, and say where the site is."""
    status = mkdocs("build", "--strict", "--quiet")
    if status == 0:
        print(f"The site is in {SITE.relative_to(ROOT)}: open its index.html, or type: nox -s serve")
    return status


def serve(address: str) -> int:
    """Serve the site until Ctrl-C, which is how it is meant to end."""
    try:
        return mkdocs("serve", "--dev-addr", address)
    except KeyboardInterrupt:
        return 0


def mkdocs(*options: str) -> int:
    """Run `mkdocs OPTIONS` in the course's folder and return its exit status."""
    # Material's notice about MkDocs 2 is for maintainers, who find it in CONTRIBUTING.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", *options]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode
