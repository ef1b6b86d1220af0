"""A gate before the engine: what a learner's script asks of it passes here, is labelled, or is refused."""
