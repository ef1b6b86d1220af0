"""The history that deployments leave: a JSON object on each line, held against what users saw."""

import json
from collections.abc import Sequence
from typing import Any

from checker.api.rollout.release import Release
from checker.api.rollout.station import Step


def expect_entry(step: Step, before: Sequence[str], releases: Sequence[Release]) -> None:
    """Hold the history after a run against what happened in it; `before` are its lines before the run.

    Raises Failure where it does not have one more line, with `action`, `outcome`, the `id` of what is live, and the
    `image` that `deploy` was given for it. A rollback that fails or leads nowhere may leave none, and where the exit
    status says `live` of what is not, that is another check's matter.
    """
    wanted = _wanted(step, releases)
    expected = f"one more line, with {json.dumps(wanted)}"
    new = step.entries[len(before) :]
    if step.entries[: len(before)] != list(before):
        step.fail(f"`{step.doing}` changes what was written before.", expected=expected, seen="other lines than before")
    if not step.image and (not step.ran.ok or _nothing_changed(step)):
        return
    if len(new) != 1:
        seen = "\n".join(new) or "no new line"
        step.fail(f"`{step.doing}` writes {len(new)} lines of history.", expected=expected, seen=seen)
    entry = _read(new[0])
    wrong = [name for name, value in wanted.items() if _bare(entry.get(name)) != _bare(value)]
    wrong += [] if isinstance(entry.get("image"), str) else ["image"]
    if wrong:
        step.fail(f"The history's `{wrong[0]}` is not right after `{step.doing}`.", expected=expected, seen=new[0])


def _wanted(step: Step, releases: Sequence[Release]) -> dict[str, str]:
    wanted = {"action": step.doing.split()[0]}
    if image := step.image or step.deployed:
        wanted["image"] = image
    if not step.ran.ok:
        wanted["outcome"] = "failed"
    elif not _nothing_changed(step):
        wanted["outcome"] = "live"
        wanted["id"] = next((one.id for one in releases if one.version == step.version), "")
    return wanted


def _nothing_changed(step: Step) -> bool:
    """Return whether no other version answers after a run than before it."""
    return step.version in {"", step.before}


def _read(line: str) -> dict[str, Any]:
    """Return the object in a line; an empty one where there is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _bare(value: Any) -> Any:
    """Return an id without the name of its hash; anything else as it is."""
    return value.removeprefix("sha256:") if isinstance(value, str) else value
