"""A learner's compose file: read under limits, its variables put in, each key held against an allow-list."""
