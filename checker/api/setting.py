"""How an image is built and how a container is run when not plainly, and how a person types that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checker.engine.plan import MEMORY, Plan
from checker.engine.volume import Volume

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104  (a remote engine: its loopback is not ours)


@dataclass(frozen=True)
class Mount:
    """A volume at a path in a container."""

    volume: Volume
    path: str
    read_only: bool = False


@dataclass(frozen=True)
class Setting:
    """What `docker run` is told, and how a person types it."""

    port: int | None = 8000
    """The port that `Image.serve` publishes."""
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Absolute path in the container to contents, put there before the start."""
    mounts: Sequence[Mount] = ()
    read_only: bool = False
    tmpfs: Sequence[str] = ()
    drop_capabilities: bool = False
    health: Mapping[str, int] | None = None
    """Intervals in nanoseconds and retries, laid over the image's own HEALTHCHECK."""
    hostname: str | None = None
    user: str = ""
    folder: str = ""
    """Where its process starts, instead of the image's own WORKDIR."""
    memory: str = MEMORY
    """In the engine's form, for example `64m`."""
    network: str = ""
    command: Sequence[str] | None = None
    entrypoint: Sequence[str] | None = None
    """Instead of the image's own; an empty one takes it away."""
    by_hand: str = ""
    """The same as options of `docker run`."""

    def plan(self, image: str, labels: Mapping[str, str], publish_on: str = "") -> Plan:
        """Return the plan of a container of an image; its port is published where `publish_on` names a host."""
        return Plan(
            image,
            labels,
            command=self.command,
            entrypoint=self.entrypoint,
            environment=self.environment,
            hostname=self.hostname,
            port=self.port if publish_on else None,
            publish_on=publish_on if publish_on == LOOPBACK else EVERYWHERE,
            read_only=self.read_only,
            tmpfs=self.tmpfs,
            drop_capabilities=self.drop_capabilities,
            health=self.health,
            files=self.files,
            user=self.user,
            folder=self.folder,
            memory=self.memory,
            volumes={mount.volume.name: (mount.path, mount.read_only) for mount in self.mounts},
            network=self.network,
        )


@dataclass(frozen=True)
class BuildOptions:
    """What `docker build` is told, and how a person types it."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    build_args: Mapping[str, str] = field(default_factory=dict)
    contexts: Mapping[str, str] = field(default_factory=dict)
    """Name of an image or a stage to what stands in for it: `docker-image://...`, or a folder."""
    no_cache: bool = False
    dockerfile: str = ""
    """A file in the build context other than `Dockerfile`."""
    target: str = ""
    by_hand: str = ""
    marks: Sequence[bytes] = ()
    """What its layers are searched for; see `Image.own_files`."""


PLAIN = Setting()
AS_IT_IS = BuildOptions()
