from swim import minutes


def test_an_hour():
    assert minutes(36, 36) == 60
