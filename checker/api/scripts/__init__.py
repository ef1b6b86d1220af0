"""Learners' scripts, run where they can do no harm."""
