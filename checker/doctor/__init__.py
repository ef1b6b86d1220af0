"""Can this machine take the course? One finding for each need, from a real engine and a real container."""

import os
from concurrent.futures import ThreadPoolExecutor

from checker.doctor import needs, ports
from checker.doctor.finding import Finding, fine, mend
from checker.engine import detect, images, inspection, ready
from checker.engine.host import current
from checker.versions import image


def examine() -> list[Finding]:
    """Return a finding for every need; where no engine answers, those that need none."""
    # Before any thread starts a process: a child holds a copy of the probing socket until it is the docker command.
    held = [ports.judge(port) for port in ports.PORTS]
    try:
        engine = detect.detect()
    except detect.NoAnswerError as error:
        return [mend("engine", str(error), " ".join(ready.advice(current()))), *held]
    with ThreadPoolExecutor(4) as pool:
        return [*_of(engine, pool), *held]


def _of(engine: detect.Engine, pool: ThreadPoolExecutor) -> list[Finding]:
    """Return the findings about an engine that answers, asking it several things at a time."""
    buildx, compose = (pool.submit(inspection.plugin, name) for name in ("buildx", "compose"))
    info, container = pool.submit(inspection.info), pool.submit(_container)
    here, ran = container.result()
    found = [
        fine("engine", f"{engine.product} at {engine.where}"),
        needs.version(engine),
        needs.plugin("buildx", buildx.result()),
        needs.plugin("compose", compose.result()),
        needs.architecture(engine),
        needs.memory(info.result()),
        needs.proxy(info.result(), os.environ),
        needs.base_image(image("python"), present=here),
        needs.container(ran),
    ]
    return found + ([needs.disk(ran), needs.clock(ran)] if isinstance(ran, inspection.Ran) else [])


def _container() -> tuple[bool, inspection.Ran | str | None]:
    """Return whether the base image is here, and what a container of it, or of another kit image, tells."""
    base = image("python")
    found = images.present([base, image("debian"), image("busybox")])
    chosen = base if base in found else next(iter(found), None)
    return base in found, inspection.run(chosen) if chosen else None
