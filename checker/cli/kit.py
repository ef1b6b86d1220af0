"""`kit`: make the course's base images without a registry, and carry them to another machine.

Exit status: 0 done; 2 a name or a file that does not fit; 3 the machine could not do it.
"""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Register the command and what it can do."""
    parser = subparsers.add_parser("kit", help="base images without a registry: build them, save them, load them")
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", required=True, metavar="build|save|load")
    build = actions.add_parser("build", help="make stand-ins for the official images from Debian packages")
    build.add_argument("names", nargs="*", metavar="NAME", help="python, redis:8...; all where none is named")
    build.add_argument("--force", action="store_true", help="make unchanged ones again and replace official ones")
    save = actions.add_parser("save", help="write the images to a file")
    save.add_argument("file", type=Path, metavar="FILE")
    save.add_argument(
        "names", nargs="*", metavar="NAME", help="the images to write; all that are here where none is named"
    )
    load = actions.add_parser("load", help="load the images of such a file")
    load.add_argument("file", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    """Do what was asked, saying each step."""
    from checker.kit import archive, build
    from checker.kit.recipe import named

    if args.action == "load":
        archive.load(args.file, _say)
    elif args.action == "save":
        archive.save(args.file, named(args.names), _say, all_of_them=not args.names)
    else:
        build.build(named(args.names), _say, force=args.force)
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
