"""Releases that must not go live: they build, and they do not work."""

from checker.api.attempt import Attempt
from checker.api.image import Image
from checker.api.rollout.release import Release
from checker.versions import image as course_image

#: Starts and answers, and never can do its work. Its health check says so within two seconds.
_NEVER_READY = """\
import os
import signal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"status": "the model does not load"}')

    do_POST = do_GET


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print('{"message": "the model does not load"}', flush=True)
ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
"""
_ENDS = "raise SystemExit('no module named model')\n"
_PROGRAMS = {"never ready": _NEVER_READY, "ends at its start": _ENDS}

_DOCKERFILE = """\
FROM {base}
WORKDIR /app
COPY app.py .
ENV VERSION={version}
USER 10001:10001
HEALTHCHECK --interval=500ms --timeout=2s --retries=3 \\
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/ready')"]
CMD ["python", "app.py"]
"""


def broken_releases(attempt: Attempt, names: dict[str, str]) -> list[Release]:
    """Build a release for each fault, `never ready` and `ends at its start`; `names` maps a fault to an image's name.

    The name ends in the release's version: `mass-id-3f2a:1.5.0`.
    """
    return [_broken(attempt, fault, name) for fault, name in names.items()]


def _broken(attempt: Attempt, fault: str, name: str) -> Release:
    folder = attempt.new_folder()
    version = name.rpartition(":")[2]
    (folder / "app.py").write_text(_PROGRAMS[fault], encoding="utf-8")
    dockerfile = _DOCKERFILE.format(base=course_image("python"), version=version)
    (folder / "Dockerfile").write_text(dockerfile, encoding="utf-8")
    release = Release(version, fault, Image.build(attempt, folder).id, [])
    release.take(name)
    return release
