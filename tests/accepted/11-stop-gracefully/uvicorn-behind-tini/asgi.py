"""The Flask app for an ASGI server."""

from a2wsgi import WSGIMiddleware

from app import app as service

app = WSGIMiddleware(service)
