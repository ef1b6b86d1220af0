"""A contract whose birds have words beside their measurements: judged, drawn, and told apart."""

import json

import pytest

from checker.api.contract.bodies import bad_birds, bad_bodies, good_birds, written
from checker.api.contract.drawing import draw
from checker.api.contract.terms import Terms
from checker.api.contract.verdict import judge
from checker.penguins.mass import SPECIES, mass_contract

TERMS = Terms(mass_contract("2.5.1"), words={"species": SPECIES})
BIRD = {"species": "Adelie", "flipper_length_mm": 190, "bill_length_mm": 39, "bill_depth_mm": 18}


def wrong(**changes: object) -> set[str]:
    """Return the fields that are wrong in a bird."""
    return set(judge(json.dumps(BIRD | changes).encode(), TERMS, batch=False).wrong)


def test_a_bird_with_its_word_is_right() -> None:
    """The word goes along with the measurements."""
    [bird] = judge(json.dumps(BIRD).encode(), TERMS, batch=False).birds
    assert bird == BIRD


@pytest.mark.parametrize("species", ["Emperor", "adelie", "", None, 7, True, ["Adelie"], {"name": "Adelie"}])
def test_any_other_word_is_wrong(species: object) -> None:
    """Whatever it is, the field is named."""
    assert wrong(species=species) == {"species"}


def test_kinds_come_before_values() -> None:
    """A service may look at kinds first, and at words and ranges when all are right."""
    assert wrong(species="Emperor", bill_depth_mm="deep") == {"bill_depth_mm"}
    assert wrong(species="Emperor", bill_depth_mm=180) == {"species", "bill_depth_mm"}


def test_good_birds_have_a_word_that_is_known() -> None:
    """Every one of them is right, and every species is among them."""
    birds = [json.loads(written(bird)) for bird in draw(good_birds(TERMS), 7, 40)]
    assert {bird["species"] for bird in birds} == set(SPECIES)
    assert not [bird for bird in birds if judge(json.dumps(bird).encode(), TERMS, batch=False).refused]


def test_bad_bodies_have_bad_words_among_them() -> None:
    """Two kinds of fault are about words, alone and in a batch; without words there are none."""
    faults = {body.fault for body in bad_bodies(TERMS, 7, 100)}
    assert {"a word that nobody knows", "a word that is missing", "a word that nobody knows, in a batch"} <= faults
    assert not [fault for fault in bad_birds(Terms(mass_contract("1"))) if "word" in fault]
    assert all(judge(body.raw, TERMS, batch=body.batch).refused for body in bad_bodies(TERMS, 7, 100))
