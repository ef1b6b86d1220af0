"""The scorer in C computes what the formula says."""

import pytest
from fastscore import score


def test_score():
    assert score(1.0, [2.0, 3.0], [10.0, 100.0]) == 321.0


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="as many weights"):
        score(1.0, [2.0], [10.0, 100.0])
