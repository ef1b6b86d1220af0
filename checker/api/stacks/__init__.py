"""Several containers that belong together: ours, or those of a learner's compose file."""
