import os

port = os.environ.get("PORT") or "8000"
if not port.isdigit() or not 0 < int(port) < 65536:
    raise SystemExit(f"PORT must be 1 to 65535, not {port}")
bind = ["0.0.0.0:" + port]
workers = 2
loglevel = os.environ.get("LOG_LEVEL") or "info"
control_socket_disable = True
