"""A learner's compose file, validated, its images built by us: what runs is a compose file of our own."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.image import Image
from checker.api.setting import EVERYWHERE, LOOPBACK, BuildOptions
from checker.api.stacks.stack import by_hand, write_stack
from checker.compose import project
from checker.compose.health import hurried
from checker.compose.images import Build
from checker.compose.problem import Problem
from checker.engine.compose import objection, pull
from checker.engine.image import inspect_image
from checker.engine.images import present
from checker.errors import EnvironmentFault


@dataclass(frozen=True)
class ComposeFile:
    """A compose file that asks for nothing that we refuse, and the folder that it lies in."""

    attempt: Attempt
    folder: Path
    project: project.Project

    @classmethod
    def read(cls, attempt: Attempt, folder: Path | None = None) -> "ComposeFile":
        """Read the compose file of the attempt's folder, or of a copy. Raises Failure with the key and the reason."""
        top = folder or attempt.folder
        file = project.NAMES[0]
        try:
            file = project.find(top)
            found = cls(attempt, top, project.read(top, file))
        except Problem as problem:
            raise Failure(
                problem.summary(file),
                expected=problem.instead,
                seen=problem.seen,
                reproduce=f"{by_hand(attempt)} config",
            ) from None
        if said := objection(top / file, found.project.variables):
            found.fail(f"Compose cannot read {file}.", expected="a file that `docker compose config` takes", seen=said)
        return found

    def expect_services(self, *names: str) -> None:
        """Raise a Failure where plain `up` would not start a service of these names."""
        if missing := [name for name in names if name not in self.project.services]:
            self.fail(
                f"There is no service `{missing[0]}`.",
                expected=f"services of the names {', '.join(names)}",
                seen=", ".join(self.project.services) or "no service without a profile",
            )

    def build(self) -> dict[str, str]:
        """Return service to the id of its image, built by us or had from a registry. Raises Failure where one fails."""
        services = self.project.services
        builds = list(dict.fromkeys(one.build for one in services.values() if one.build))
        with ThreadPoolExecutor(max(1, len(builds))) as pool:
            made = dict(zip(builds, pool.map(self._build, builds), strict=True))
        own = {name: made[one.build] for name, one in services.items() if one.build}
        named = {one.image: own[name] for name, one in services.items() if one.build and one.image}
        return {name: own.get(name) or named.get(one.image) or self._had(one.image) for name, one in services.items()}

    def _build(self, build: Build) -> str:
        dockerfile = str(self.folder / build.dockerfile) if build.dockerfile else ""
        if build.inline:
            path = self.attempt.new_folder() / "Dockerfile"
            path.write_text(build.inline, encoding="utf-8")
            dockerfile = str(path)
        options = BuildOptions(build_args=dict(build.args), dockerfile=dockerfile, target=build.target)
        return Image.build(self.attempt, self.folder / build.context, options).id

    def _had(self, name: str) -> str:
        """Return the id of an image by its name; what is not on this machine is pulled."""
        if name not in present([name]) and (why := self._missing(name)):
            self.fail(
                f"There is no image `{name}`, and no service builds one of that name.",
                expected="an image that a registry has, or `build` at one of the services that name it",
                seen=why,
            )
        return present([name])[name].id

    @staticmethod
    def _missing(name: str) -> str:
        """Return why an image cannot be pulled, empty where it came.

        Raises EnvironmentFault where no registry answers: then nobody knows. A name like `penguin-id`, without a
        tag, is one that somebody gave an image of their own.
        """
        try:
            return pull(name)
        except EnvironmentFault as fault:
            if ":" in name or "/" in name:
                raise
            return str(fault)

    def write(
        self, images: Mapping[str, str], host: str = LOOPBACK, copies: Mapping[str, int] = MappingProxyType({})
    ) -> Path:
        """Write our own compose file for these images, its ports on free ones of `host`, and return its path.

        `copies` says how many containers of a service there are, as `--scale` does, whatever the file asks for.
        """
        contents = self.project.contents(images, LOOPBACK if host == LOOPBACK else EVERYWHERE)
        for name, count in copies.items():
            contents["services"][name]["scale"] = count
        for name, service in contents["services"].items():
            if "healthcheck" not in service and _checks_itself(images[name]):
                service["healthcheck"] = hurried()
        return write_stack(self.attempt, contents)

    def fail(self, summary: str, *, expected: str, seen: str) -> NoReturn:
        """Raise a Failure about the file."""
        raise Failure(
            summary,
            expected=expected,
            seen=seen,
            evidence={"notes": "\n".join(self.project.notes)},
            reproduce=f"{by_hand(self.attempt)} config",
        )


def _checks_itself(image: str) -> bool:
    """Return whether an image has a health check of its own."""
    found: dict[str, Any] = inspect_image(image)["Config"].get("Healthcheck") or {}
    return bool(found.get("Test")) and found["Test"][0] != "NONE"
