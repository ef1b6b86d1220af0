"""HTTP as the gate reads it: heads, bodies with a length or in chunks, and what is none of it."""

import io

import pytest

from checker.engine.gate.message import BadMessage, Request, answer, body_pieces, read_request, whole_body


def stream(text: str) -> io.BufferedReader:
    """Return a connection on which this has come."""
    return io.BufferedReader(io.BytesIO(text.encode("latin-1")))


def test_reads_a_request() -> None:
    """The path is told without the API's version, and decoded; the query as a dictionary."""
    request = read_request(stream("GET /v1.45/images/a%2Fb:1/json?all=1 HTTP/1.1\r\nHost: docker\r\n\r\n"))
    assert request
    assert (request.method, request.path, request.query) == ("GET", "/images/a/b:1/json", {"all": "1"})
    assert request.header("host") == "docker"


def test_a_client_that_has_gone_sends_no_request() -> None:
    """An empty connection is no error."""
    assert read_request(stream("")) is None


@pytest.mark.parametrize(
    "text",
    [
        "GET\r\n\r\n",
        "GET http://elsewhere/ HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n",
    ],
)
def test_refuses_what_is_no_request(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(BadMessage):
        read_request(stream(text))


def test_a_body_ends_where_it_says() -> None:
    """What comes after it is the next request's, and stays where it is."""
    come = stream("hello, and more")
    assert b"".join(body_pieces(come, [("Content-Length", "5")])) == b"hello"
    assert come.read() == b", and more"


def test_a_body_in_chunks_is_carried_as_it_is_and_read_without_its_marks() -> None:
    """The chunk marks go on to the engine; whoever reads the body does not see them."""
    text = "5\r\nhello\r\n3;x=y\r\n !!\r\n0\r\nTrailer: 1\r\n\r\nnext"
    headers = [("Transfer-Encoding", "chunked")]
    come = stream(text)
    assert b"".join(body_pieces(come, headers)) == text.removesuffix("next").encode()
    assert come.read() == b"next"
    assert whole_body(stream(text), headers) == b"hello !!"


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ([("Content-Length", "9")], "short"),
        ([("Content-Length", "-1")], "short"),
        ([("Transfer-Encoding", "chunked")], "x\r\n"),
    ],
)
def test_refuses_a_body_that_does_not_end(headers: list[tuple[str, str]], text: str) -> None:
    """A body that breaks off, or that has no length, is an error of its own."""
    with pytest.raises(BadMessage):
        whole_body(stream(text), headers)


def test_writes_heads_and_answers() -> None:
    """An answer of ours is JSON, and the connection closes after it."""
    assert Request("GET", "/x").head([("A", "b")]) == b"GET /x HTTP/1.1\r\nA: b\r\n\r\n"
    said = answer(403, "Forbidden", {"message": "no"})
    assert said.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert b"Connection: close" in said
    assert said.endswith(b'\r\n\r\n{"message": "no"}')
