"""Scores of a linear model, in C. `STAMP` says which source the module was compiled from."""

from fastscore._fastscore import STAMP, score

__all__ = ["STAMP", "score"]
