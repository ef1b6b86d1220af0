"""What the keepers expect of every version."""

import unittest

from ration import verdict


class Ration(unittest.TestCase):
    def test_ten_meals_are_the_ration(self):
        assert verdict([0.1] * 10) == "fed"
