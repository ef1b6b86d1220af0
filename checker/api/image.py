"""An image made from the learner's folder: run it once, or serve it."""

import shlex
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from checker.api.attempt import Attempt
from checker.api.dockerfile import expect_dockerfile, missing_file
from checker.api.failure import Failure
from checker.api.run import Run
from checker.api.service import Service
from checker.api.setting import AS_IT_IS, PLAIN, BuildOptions, Setting
from checker.api.starting import cannot_start
from checker.engine.build import Recipe, build
from checker.engine.build_errors import BuildFailed
from checker.engine.container import CannotStart, Container
from checker.engine.image import diff_ids, history, inspect_image
from checker.engine.layers import LayerFile, files_above
from checker.engine.plan import Plan
from checker.engine.progress import Step
from checker.limits import limits
from checker.text import tail
from checker.versions import image as base_image

Steps = tuple[Step, ...]

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104  (a remote engine: its loopback is not ours)

#: Written by installers beside a package that came from a folder, a file or an address instead of an index.
ORIGIN = "direct_url.json"


@dataclass(frozen=True)
class Image:
    """An image, the attempt that it belongs to, the steps of its build, and how a person builds it."""

    attempt: Attempt
    id: str
    steps: Steps
    by_hand: str
    marks: tuple[bytes, ...] = ()
    """What its layers are searched for."""

    @classmethod
    def build(cls, attempt: Attempt, folder: Path | None = None, options: BuildOptions = AS_IT_IS) -> "Image":
        """Build the attempt's folder, or a copy of it. Raises Failure where the build fails."""
        context = folder or attempt.folder
        place = attempt.shown(context)
        shown = " ".join(filter(None, ["docker build -q", options.by_hand, place]))
        if not options.dockerfile:
            expect_dockerfile(context, place)
        recipe = Recipe(
            context,
            attempt.labels,
            secrets=options.secrets,
            build_args=options.build_args,
            contexts=options.contexts,
            no_cache=options.no_cache,
            dockerfile=context / options.dockerfile if options.dockerfile else None,
            target=options.target,
        )
        try:
            made = build(recipe, attempt.say)
        except BuildFailed as error:
            summary, seen = missing_file(error, context) or (error.summary, error.error)
            raise Failure(
                summary,
                expected="a Dockerfile that builds an image",
                seen=seen,
                evidence={"build log": tail(error.log)},
                reproduce=shown.replace(" -q", ""),
            ) from error
        return cls(attempt, attempt.holds_image(made.image), made.steps, shown, tuple(options.marks))

    @cached_property
    def config(self) -> dict[str, Any]:
        """What the image says of itself: `Entrypoint`, `Cmd`, `User`, `Env`, `Labels`, `Healthcheck`..."""
        found: dict[str, Any] = inspect_image(self.id)["Config"]
        return found

    @property
    def layers(self) -> list[str]:
        """The digests of its layers, lowest first."""
        return diff_ids(self.id)

    @property
    def history(self) -> list[dict[str, Any]]:
        """Its history, newest first: `CreatedBy`, `Size` in bytes."""
        return history(self.id)

    @cached_property
    def _below(self) -> int:
        """How many of its layers are those of the course's Python base; 0 where it has another base."""
        base = diff_ids(base_image("python"))
        return len(base) if self.layers[: len(base)] == base else 0

    @cached_property
    def own_files(self) -> list[LayerFile]:
        """The files of the layers that it adds to the course's base image; of all where it has another base."""
        return list(files_above(self.id, self._below, self.marks, (ORIGIN,)))

    def layer_of(self, file: LayerFile) -> str:
        """Return the digest of the layer that one of its own files lies in."""
        return self.layers[self._below + file.layer]

    def can_import(self, module: str) -> bool:
        """Return whether its Python can import a module, or at least some layer holds it."""
        plan = Plan(self.id, self.attempt.labels, command=("python", "-c", f"import {module}"), entrypoint=())
        container = self.attempt.holds(Container(plan))
        with suppress(CannotStart):
            container.start()
            if container.wait(limits().finish) and container.state().exit_code == 0:
                return True
        return self.holds_module(module)

    def holds_module(self, module: str) -> bool:
        """Return whether one of its own layers holds a module, other than inside somebody else's package."""
        endings = (f"/{module}.py", f"/{module}/__init__.py")
        return any(file.path.endswith(endings) and "/_vendor/" not in file.path for file in self.own_files)

    def fail(self, summary: str, *, expected: str, seen: str, by_hand: str = "docker history --no-trunc") -> NoReturn:
        """Raise a Failure about the image itself; `by_hand` is the command that shows it, given the image."""
        raise Failure(summary, expected=expected, seen=seen, reproduce=f"{by_hand} $({self.by_hand})")

    def run(self, *arguments: str, stdin: bytes | None = None, setting: Setting = PLAIN) -> Run:
        """Run a container to its end and return what it did; arguments take the place of the image's command."""
        self.attempt.say("running")
        plan = setting.plan(self.id, self.attempt.labels)
        plan = replace(plan, command=arguments or plan.command, stdin=stdin is not None)
        options, _, redirect = setting.by_hand.partition(" < ")
        typed = map(shlex.quote, plan.command or ())
        words = ["docker run --rm", *filter(None, [options]), f"$({self.by_hand})", *typed]
        reproduce = " ".join([*words, *filter(None, [redirect and f"< {redirect}"])])
        container = self._made(plan, options)
        try:
            ended = self._to_its_end(container, stdin)
        except CannotStart as error:
            raise cannot_start(str(error), reproduce) from error
        return Run.of(container, reproduce, ended=ended)

    def _made(self, plan: Plan, options: str) -> Container:
        """Return a container of the image, not started. Raises Failure where the image cannot make one."""
        try:
            return self.attempt.holds(Container(plan))
        except CannotStart as error:
            raise cannot_start(str(error), f"docker run --rm {options} $({self.by_hand})") from error

    @staticmethod
    def _to_its_end(container: Container, stdin: bytes | None) -> bool:
        if stdin is not None:
            return container.feed(stdin, limits().finish)
        container.start()
        return container.wait(limits().finish)

    def serve(self, host: str, setting: Setting = PLAIN, seconds: float | None = None) -> Service:
        """Start a container whose port is published on `host`, and wait until it answers, ends, or is too late.

        It is too late after `seconds`, or, where none are given, when no start may take longer.
        """
        self.attempt.say("starting")
        plan = setting.plan(self.id, self.attempt.labels, publish_on=host)
        name = f"try-{self.attempt.exercise[:2]}"
        published = f"-p 8000:{setting.port}" if setting.port else ""
        options = " ".join(filter(None, [published, setting.by_hand]))
        service = Service(self._made(plan, options), host, f"{options} $({self.by_hand})", name)
        service.start(seconds)
        self.attempt.say("probing")
        return service
