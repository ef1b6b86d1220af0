"""Examples of a strategy, drawn from a seed and from nothing else."""

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

from checker.places import WORKSPACES

T = TypeVar("T")


class FromSeed(HypothesisProvider):
    """Hypothesis' own choices, without the numbers and texts that it finds in whatever modules are loaded.

    What is loaded depends on what was graded before: the same seed would draw other bodies.
    """

    def _maybe_draw_constant(self, *_: object, **__: object) -> None:
        """Draw none."""


AVAILABLE_PROVIDERS[FromSeed.__name__] = f"{__name__}.{FromSeed.__name__}"


def draw(strategy: st.SearchStrategy[T], seed: int, count: int) -> list[T]:
    """Return `count` examples, the same for the same seed; fewer where there are no more."""
    set_hypothesis_home_dir(str(WORKSPACES / "hypothesis"))
    found: list[T] = []

    @seeded(seed)
    @settings(
        max_examples=count + 1,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        backend=FromSeed.__name__,
    )
    @given(strategy)
    def collect(one: T) -> None:
        found.append(one)

    collect()
    # The first one is the least there is, whatever the seed.
    return found[1:] or found
