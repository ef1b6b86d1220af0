"""Answers that a learner types into a file: read whatever editor wrote it, each field with its own mistake."""
