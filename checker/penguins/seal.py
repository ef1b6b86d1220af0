"""Seal the model with a token: the counterpart of the `unlock.py` that exercise 08 gives.

A teaching seal, from the standard library only: it keeps the model unreadable without the token
and notices every change, but nobody has reviewed it. Real work takes a reviewed library.
"""

import base64
import hashlib
import hmac
from itertools import count
from pathlib import Path

MAGIC = b"ROOKERY-SEAL-1\n"
NONCE_BYTES = 16
LINE = 76


def is_sealed(path: Path) -> bool:
    """Return whether a file is a sealed model, whatever its name."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def _keystream(key: bytes, nonce: bytes, length: int) -> bytes:
    """Return `length` bytes that nobody without the key can foresee: HMAC of the nonce and a counter."""
    stream = b""
    for number in count():
        if len(stream) >= length:
            break
        stream += _hmac(key, nonce + number.to_bytes(8, "big"))
    return stream[:length]


def seal(model: bytes, token: str) -> bytes:
    """Return the model sealed with the token, as text lines; the same bytes for the same two.

    A first line names the form; base64 of nonce (16 bytes), HMAC-SHA256 tag (32 bytes) and
    ciphertext follows. White space around the token does not count.
    """
    secret = token.strip().encode()
    locking, signing = _hmac(secret, b"lock"), _hmac(secret, b"sign")
    # Taken from the content, so that training twice leaves the same file; it never meets another model twice.
    nonce = _hmac(signing, b"nonce" + model)[:NONCE_BYTES]
    locked = bytes(a ^ b for a, b in zip(model, _keystream(locking, nonce, len(model)), strict=True))
    tag = _hmac(signing, nonce + locked)
    text = base64.b64encode(nonce + tag + locked)
    return MAGIC + b"".join(text[start : start + LINE] + b"\n" for start in range(0, len(text), LINE))
