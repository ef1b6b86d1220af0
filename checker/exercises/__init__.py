"""The exercises: a module of checks and a rubric each, found by their names."""
