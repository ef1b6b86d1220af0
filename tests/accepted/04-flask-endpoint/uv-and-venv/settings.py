"""How gunicorn serves."""

bind = "0.0.0.0:8000"
threads = 4
