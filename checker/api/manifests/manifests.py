"""A learner's manifests: every complaint names file, line and field, and what to write instead."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.image import Image
from checker.api.setting import Mount, Setting
from checker.cluster.objects import Misfit
from checker.cluster.pod import Pod
from checker.cluster.schema import VERSION
from checker.cluster.workload import Workload

FOLDER = "manifests"

#: Bytes of memory that a container here gets at most, whatever its limit is.
MOST_MEMORY = 2**30


@dataclass(frozen=True)
class Manifests:
    """A workload that the API would take, and the folder that it stands in."""

    attempt: Attempt
    workload: Workload

    @classmethod
    def read(cls, attempt: Attempt) -> "Manifests":
        """Read the folder `manifests`. Raises Failure where the API would not take it."""
        shown = f"{attempt.shown_folder}/{FOLDER}"
        by_hand = f"kubernetes-validate --kubernetes-version {VERSION} --strict {shown}/*.yaml"
        with _complaints(by_hand):
            workload = Workload.read(attempt.folder / FOLDER, FOLDER)
            Pod(workload).expect_one_container()
        return cls(attempt, workload)

    @property
    def pod(self) -> Pod:
        """The pod that the Deployment describes."""
        return Pod(self.workload)

    @property
    def folder(self) -> Path:
        """The folder that they stand in."""
        return self.attempt.folder / FOLDER

    @contextmanager
    def complaints(self) -> Iterator[None]:
        """Turn what does not fit into a Failure."""
        with _complaints(f"kubectl apply --dry-run=server --filename {self.attempt.shown_folder}/{FOLDER}"):
            yield

    def expect_connected(self) -> None:
        """Raise Failure where a selector, a port, a target, a volume or a key leads to nothing."""
        with self.complaints():
            self.workload.expect_connected()
            pod = self.pod
            pod.environment()
            pod.files()
            _ = pod.service_port

    def expect_resources(self) -> None:
        """Raise Failure unless requests and limits are set, and fit each other."""
        with self.complaints():
            self.pod.expect_resources()

    def expect_unprivileged(self, image: Image) -> None:
        """Raise Failure where a container of this image could do more than it needs."""
        with self.complaints():
            self.pod.expect_unprivileged(str(image.config.get("User") or ""))

    def expect_scaling(self) -> None:
        """Raise Failure where the autoscaler cannot scale by the use of CPU."""
        with self.complaints():
            self.workload.expect_scaling()

    def expect_rolling(self) -> None:
        """Raise Failure where an update leaves fewer pods than there were."""
        with self.complaints():
            self.workload.expect_rolling()

    def with_value(self, variable: str, value: str) -> "Manifests":
        """Return the same with another value in the ConfigMap that a variable of the pod is taken from."""
        old = self.pod.environment().get(variable)
        return self if old is None else replace(self, workload=self.workload.replaced(old, value))

    def setting(self) -> Setting:
        """Return how our engine runs the pod: user, folder, read-only files, memory, variables, ConfigMaps."""
        pod = self.pod
        memory, environment = min(int(pod.resource("limits", "memory")), MOST_MEMORY), pod.environment()
        command, arguments = (pod.words(name, environment) for name in ("command", "args"))
        read_only = bool(pod.security("readOnlyRootFilesystem"))
        dropped = "ALL" in pod.of_container("securityContext", "capabilities", "drop", default=[])
        setting = Setting(
            port=pod.service_port,
            environment=environment,
            mounts=[self._mount(path, files) for path, files in pod.files().items()],
            read_only=read_only,
            tmpfs=pod.empty_folders(),
            drop_capabilities=dropped,
            user=pod.user,
            folder=str(pod.of_container("workingDir", default="")),
            memory=str(memory),
            entrypoint=command,
            command=arguments if command is None else arguments or (),
        )
        return replace(setting, by_hand=_by_hand(setting))

    def _mount(self, path: str, files: Mapping[str, str]) -> Mount:
        volume = self.attempt.new_volume()
        for name, text in files.items():
            volume.write(name, text.encode())
        return Mount(volume, path, read_only=True)


def _by_hand(setting: Setting) -> str:
    """Return what a person gives `docker run`; what comes from mounted ConfigMaps is left out."""
    options = [
        *([f"--user {setting.user}"] if setting.user else []),
        *(["--read-only"] if setting.read_only else []),
        *(["--cap-drop ALL"] if setting.drop_capabilities else []),
        f"--memory {setting.memory}",
        *(f"--tmpfs {path}" for path in setting.tmpfs),
        *([f"--workdir {shlex.quote(setting.folder)}"] if setting.folder else []),
        *(f"-e {shlex.quote(f'{name}={value}')}" for name, value in setting.environment.items()),
    ]
    return " ".join(options)


@contextmanager
def _complaints(by_hand: str) -> Iterator[None]:
    try:
        yield
    except Misfit as misfit:
        raise Failure(str(misfit), expected=misfit.instead, seen=misfit.seen, reproduce=by_hand) from None


__all__: Sequence[str] = ["FOLDER", "Manifests"]
