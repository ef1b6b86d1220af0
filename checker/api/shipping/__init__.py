"""The images of a learner's own that exercise 02 has them read."""
