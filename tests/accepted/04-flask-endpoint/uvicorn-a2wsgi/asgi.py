"""The Flask app for a server that speaks ASGI."""

from a2wsgi import WSGIMiddleware
from app import app

application = WSGIMiddleware(app)
