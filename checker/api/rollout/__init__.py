"""Versions of a service that a learner's scripts put live, and what users see of it meanwhile."""
