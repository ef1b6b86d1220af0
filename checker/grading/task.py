"""What a worker is asked to grade."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One exercise to grade: its name, the folder with the work, the seed, the run that it belongs to."""

    exercise: str
    folder: str
    seed: int
    run: str
