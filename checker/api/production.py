"""Which server answers: one made for production, or one made for developing."""

from contextlib import suppress

from checker.api.failure import Failure
from checker.api.http import Request
from checker.api.service import Service

#: How development servers name themselves in the `Server` header.
_HEADERS = ("werkzeug", "wsgiserver", "basehttp", "simplehttp")

#: What development servers print when they start.
_BANNERS = ("this is a development server", "debugger is active", "serving flask app")

#: How a person starts one.
_COMMANDS = ("flask run", "flask --app", "werkzeug", "http.server", "wsgiref", "--reload")

#: Where Werkzeug's debugger serves a file of its own, whatever the app.
DEBUGGER = "/?__debugger__=yes&cmd=resource&f=debugger.js"

#: More headers than Python's http.server takes, on which development servers are built, and how it says so: by a page
#: of its own, whatever the server calls itself.
_HEADERS_TOO_MANY = Request("GET", "/health", headers={f"X-Header-{number}": "1" for number in range(120)})
_REFUSED_BY_HTTP_SERVER = "<p>Error code: 431</p>"


def expect_production_server(service: Service) -> None:
    """Raise a Failure where a development server answers: by its header, banner, command line or manners."""
    header = service.get("/health").header("server")
    logs = service.container.output().lower()
    commands = [args for _, args in service.processes()]
    signs = [f"Server: {header}"] if header.lower().startswith(_HEADERS) else []
    signs += [f"“{banner}” in the logs" for banner in _BANNERS if banner in logs]
    signs += [f"the process `{args}`" for args in commands if any(sign in args for sign in _COMMANDS)]
    # A page of the app's own may answer every address; a script answers there from the debugger alone.
    debugger = service.get(DEBUGGER)
    if debugger.status == 200 and "javascript" in debugger.header("content-type"):
        signs.append("Werkzeug's debugger, which answers visitors")
    with suppress(Failure):  # whoever hangs up here is none of them
        if _REFUSED_BY_HTTP_SERVER in service.ask(_HEADERS_TOO_MANY).reply.text:
            signs.append("an error page of Python's http.server, which is made for developing")
    if signs:
        service.fail(
            "A development server answers.",
            expected="a production server such as gunicorn or waitress",
            seen=", ".join(signs),
        )
