"""The measurements: grading against the raw engine and against the peer's plain way, as ratios in one run."""
