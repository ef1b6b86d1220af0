"""Steady requests while something else happens: each of them counted, with what became of it."""
