"""The given app with a page for people: every other address shows it."""

from app import app


@app.get("/")
@app.get("/<path:_>")
def front(_: str = "") -> str:
    """Say what this is."""
    return "<h1>penguin-id</h1>"
