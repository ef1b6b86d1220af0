"""Make the application on demand, as larger services do."""

from flask import Flask


def create_app() -> Flask:
    """Return the application; the model is read when it is made, not when this file is."""
    from penguin_id import app

    return app
