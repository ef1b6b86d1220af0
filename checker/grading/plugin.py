"""The pytest plugin: runs an exercise's checks in order, blocks those whose needs failed, and keeps outcomes."""

import logging
import traceback
from collections.abc import Callable, Generator

import pytest

from checker.api.attempt import Attempt
from checker.api.failure import Failure
from checker.api.fixtures import ATTEMPT
from checker.catalog import CHECK, Check, Exercise
from checker.engine.client import alive
from checker.errors import EnvironmentFault
from checker.outcomes import CheckResult, Outcome

log = logging.getLogger(__name__)


class Grading:
    """One exercise's checks on one attempt; `results` fills as they run, `tell` hears each at once."""

    def __init__(self, exercise: Exercise, attempt: Attempt, tell: Callable[[CheckResult], None]) -> None:
        """Start with no result."""
        self.attempt = attempt
        self.tell = tell
        self.checks = {check.name: check for check in exercise.checks}
        self.results: dict[str, CheckResult] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand the attempt to the fixtures."""
        config.stash[ATTEMPT] = self.attempt

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Run the checks of the rubric, in its order."""
        place = {name: number for number, name in enumerate(self.checks)}
        items[:] = sorted((item for item in items if _name(item) in place), key=lambda item: place[_name(item)])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Do not run a check whose needs did not pass: it is blocked."""
        check = self.checks[_name(item)]
        self.attempt.say(f"checking {check.name}")
        self.attempt.remarks()  # those of a check that did not pass are no other one's
        missing = [name for name in check.needs if self.results[name].outcome is not Outcome.PASSED]
        if not missing:
            return None
        self._keep(self._blocked(check, missing))
        return True

    def _blocked(self, check: Check, missing: list[str]) -> CheckResult:
        broken = [name for name in missing if self.results[name].outcome is Outcome.NOT_GRADED]
        if broken:
            return CheckResult.of(check, Outcome.NOT_GRADED, self.results[broken[0]].message)
        titles = " and ".join(f"“{self.checks[name].title}”" for name in missing)
        return CheckResult.of(check, Outcome.BLOCKED, f"Not run: it needs {titles} to pass first.")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn what a check raised, in its fixtures or in itself, into its outcome."""
        report = yield
        check = self.checks[_name(item)]
        if call.excinfo is not None and check.name not in self.results:
            self._keep(_outcome(check, call.excinfo.value))
        elif call.when == "call" and call.excinfo is None:
            self._keep(CheckResult.of(check, Outcome.PASSED, evidence=self.attempt.remarks()))
        return report

    def _keep(self, result: CheckResult) -> None:
        self.results[result.check] = result
        self.tell(result)


def _name(item: pytest.Item) -> str:
    return item.name.removeprefix(CHECK)


def _outcome(check: Check, error: BaseException) -> CheckResult:
    """Return the outcome of a check that raised: the learner's, the environment's, or our own fault."""
    if isinstance(error, EnvironmentFault):
        return CheckResult.of(check, Outcome.NOT_GRADED, str(error))
    if not alive():
        gone = "The container engine stopped answering. Type: nox -s engine"
        return CheckResult.of(check, Outcome.NOT_GRADED, gone)
    if isinstance(error, Failure):
        return CheckResult.of(check, Outcome.FAILED, error.message, error.evidence)
    if isinstance(error, AssertionError):
        return CheckResult.of(check, Outcome.FAILED, str(error))
    log.error("check %s broke\n%s", check.name, "".join(traceback.format_exception(error)))
    ours = f"The checker broke in this check ({type(error).__name__}). That is our fault, not yours: please report it."
    return CheckResult.of(check, Outcome.NOT_GRADED, ours, {"error": f"{type(error).__name__}: {error}"})
