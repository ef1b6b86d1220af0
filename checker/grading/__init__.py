"""Grading: the run, its workers, the pytest plugin, remembered verdicts."""
