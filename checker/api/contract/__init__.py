"""A contract that any framework can keep: what a service promises, and whether it does."""
