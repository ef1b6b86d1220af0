"""A tour of a learner's scripts: releases go live one after the other, bad ones among them, and once it goes back."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.api.rollout.history import expect_entry
from checker.api.rollout.ports import free_port
from checker.api.rollout.release import Release
from checker.api.rollout.station import Station, Step
from checker.api.scripts.script import Script
from checker.api.stopping.pace import slowness

#: Seconds that one run of a script may take; on a machine that is busy with other things they count less.
SECONDS = 75.0


@dataclass
class Tour:
    """What was run where, and what came of it."""

    station: Station
    good: list[Step] = field(default_factory=list)
    bad: list[Step] = field(default_factory=list)
    back: Step | None = None

    @classmethod
    def go(
        cls,
        deploy: Script,
        rollback: Script,
        releases: Sequence[Release],
        seen: Callable[[int], Mapping[str, Any]],
    ) -> "Tour":
        """Deploy all releases, oldest first, with feedback after each, and go back once.

        `seen` returns what feedback tells beside the band, given a number. The tour ends early where a script hangs, or
        where nothing answers any more.
        """
        name = f"{releases[0].name.partition(':')[0]}-{secrets.token_hex(3)}"
        station = Station(
            name, free_port(), deploy.sandbox.new_folder(name), releases, str(deploy.attempt.shown_folder)
        )
        tour, seconds = cls(station), SECONDS * slowness()
        deploy.attempt.say("deploying")
        for number, release in enumerate(releases):
            step = station.run(deploy, seconds, release.name)
            (tour.bad if release.fault else tour.good).append(step)
            if step.ran.timed_out or not step.version:
                return tour
            station.report(f"T-{number}", **seen(number))
        tour.back = station.run(rollback, seconds)
        return tour

    def expect_good_ones_live(self) -> None:
        """Raise a Failure unless each good release answered as soon as it was deployed."""
        for step, release in zip(self.good, (one for one in self.station.releases if not one.fault), strict=False):
            step.ran.expect_success(f"for a good release ({step.doing})")
            if step.at_once != release.version:
                step.fail(
                    f"`{step.doing}` ends with exit status 0, and that release does not answer.",
                    expected=f"GET /version on PORT tells {release.version} as soon as the script has ended",
                    seen=step.at_once.strip("()"),
                )

    def expect_bad_ones_never_live(self) -> None:
        """Raise a Failure unless the deployment of each bad release failed, and the one before answered."""
        for step in self.bad:
            step.ran.expect_failure(f"for a release that does not work ({step.doing})")
            if step.version != step.before:
                step.fail(
                    f"`{step.doing}` fails, and the release that was live before does not answer.",
                    expected=f"release {step.before} answers",
                    seen=f"release {step.version}" if step.version else f"no answer: {step.at_once.strip('()')}",
                )

    def expect_back(self) -> None:
        """Raise a Failure unless the way back led to the good release before."""
        if self.back is None:
            last, all_of_them = self.station.steps[-1], f"{len(self.station.releases)} deployments that end"
            last.fail("The scripts never got as far as a rollback.", expected=all_of_them, seen=last.ran.end)
        self.back.ran.expect_success("where a release was live before")
        wanted = [one.version for one in self.station.releases if not one.fault][-2]
        if self.back.version != wanted:
            self.back.fail(
                f"After the rollback release {self.back.version or 'none'} is live.",
                expected=f"the one that was live before: {wanted}",
                seen=self.back.at_once.strip("()"),
            )

    def expect_feedback_kept(self) -> None:
        """Raise a Failure where a release does not know what users told those before it."""
        for step in self.station.steps:
            if self.station.refused:
                step.fail(
                    "The live release does not keep feedback.",
                    expected="POST /feedback answers 201",
                    seen="another answer, or none",
                    then="curl -s http://localhost:8000/feedback",
                )
            if step.feedback is not None and Counter(step.feedback) != Counter(step.sent):
                step.fail(
                    f"After `{step.doing}` feedback is missing.",
                    expected=f"{len(step.sent)} entries: {', '.join(step.sent) or 'none'}",
                    seen=f"{len(step.feedback)} entries: {', '.join(step.feedback) or 'none'}",
                    then="curl -s http://localhost:8000/feedback",
                )

    def expect_history(self) -> None:
        """Raise a Failure unless the history tells all of it, a line for each run."""
        before: list[str] = []
        for step in self.station.steps:
            expect_entry(step, before, self.station.releases)
            before = step.entries
