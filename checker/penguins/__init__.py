"""The working example: the penguin table, the model trained from it, and truth to grade against."""
