"""The containers that a release is looked at in: one that is asked, one that is counted, one that is locked down."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from checker.api.attempt import Attempt
from checker.api.image import Image
from checker.api.service import Service
from checker.api.setting import Mount, Setting
from checker.api.stopping.pace import slowness
from checker.limits import limits

DATA = "/data"
_VOLUME = "-v mass-data:/data"
_LOCKED = f"{_VOLUME} --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges"


def _patience() -> float:
    """Return the seconds that a start may take, on a machine that is busy with the learner's other containers too."""
    return limits().start * max(2.0, slowness())


@dataclass(frozen=True)
class Fleet:
    """The containers, each with a new named volume."""

    image: Image
    host: str
    plain: Service
    fresh: Service
    """Asked nothing before."""
    locked: Service
    """Read-only, without capabilities."""
    data: Mount
    """What is mounted in the plain one."""

    @classmethod
    def start(cls, attempt: Attempt, image: Image, host: str) -> "Fleet":
        """Start them side by side."""
        mounts = [Mount(attempt.new_volume(), DATA) for _ in range(3)]
        open_ones = [Setting(mounts=[mount], by_hand=_VOLUME) for mount in mounts[:2]]
        tmpfs = ("/tmp",)  # noqa: S108  (the container's own)
        locked = Setting(mounts=[mounts[2]], read_only=True, tmpfs=tmpfs, drop_capabilities=True, by_hand=_LOCKED)
        # Three servers start at once: on a busy machine each of them takes longer than alone.
        seconds = _patience()
        with ThreadPoolExecutor(3) as pool:
            started = list(pool.map(lambda setting: image.serve(host, setting, seconds), [*open_ones, locked]))
        return cls(image, host, started[0], started[1], started[2], mounts[0])

    def replace_plain(self) -> Service:
        """Remove the plain container, without asking it, and return another one with the same volume."""
        self.plain.remove()
        return self.image.serve(self.host, Setting(mounts=[self.data], by_hand=_VOLUME), _patience())
