"""Adult or chick, in two versions. Each takes what it wants to know of a bird by name."""


def by_mass(bird):
    return "adult" if bird["body_mass_g"] >= 3000 else "chick"


def by_mass_and_flipper(bird):
    return "adult" if bird["body_mass_g"] >= 3000 and bird["flipper_length_mm"] >= 170 else "chick"


VERSIONS = {"1": by_mass, "2": by_mass_and_flipper}
