"""Unlock a sealed model: `python unlock.py model.sealed model.json`.

The token is read from the file that ROOKERY_TOKEN_FILE names; without it, from
/run/secrets/rookery_token, where a build secret of that name lies; without that,
from the environment variable ROOKERY_TOKEN. A wrong token ends with status 1.

A teaching seal, from the standard library only: it notices a wrong token and every change of the
file, but nobody has reviewed it. Real work takes a reviewed library.
"""

import base64
import hashlib
import hmac
import os
import sys
from itertools import count
from pathlib import Path

MAGIC = b"ROOKERY-SEAL-1\n"
NONCE_BYTES = 16
TAG_BYTES = 32
SECRET_FILE = Path("/run/secrets/rookery_token")


class CannotUnlock(Exception):
    """The model stays locked; the text says why, in one line."""


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def keystream(key: bytes, nonce: bytes, length: int) -> bytes:
    """Return `length` bytes that nobody without the key can foresee: HMAC of the nonce and a counter."""
    stream = b""
    for number in count():
        if len(stream) >= length:
            break
        stream += _hmac(key, nonce + number.to_bytes(8, "big"))
    return stream[:length]


def unlock(sealed: bytes, token: str) -> bytes:
    """Return the model. Raises CannotUnlock where the token is wrong or the file was changed."""
    if not sealed.startswith(MAGIC):
        raise CannotUnlock("this is not a sealed model")
    raw = base64.b64decode(sealed.removeprefix(MAGIC))
    nonce, tag, locked = raw[:NONCE_BYTES], raw[NONCE_BYTES:][:TAG_BYTES], raw[NONCE_BYTES + TAG_BYTES :]
    secret = token.strip().encode()
    locking, signing = _hmac(secret, b"lock"), _hmac(secret, b"sign")
    if not hmac.compare_digest(tag, _hmac(signing, nonce + locked)):
        raise CannotUnlock("the token does not fit this model")
    return bytes(a ^ b for a, b in zip(locked, keystream(locking, nonce, len(locked)), strict=True))


def find_token() -> str:
    """Return the token from where this build left it. Raises CannotUnlock where there is none."""
    named = os.environ.get("ROOKERY_TOKEN_FILE")
    file = Path(named) if named else SECRET_FILE
    if named or file.exists():
        return file.read_text(encoding="utf-8")
    if token := os.environ.get("ROOKERY_TOKEN"):
        return token
    raise CannotUnlock(f"there is no token: neither {SECRET_FILE} nor ROOKERY_TOKEN is here")


def main(arguments: list[str]) -> int:
    """Unlock the file that the first argument names into the second; return the exit status."""
    if len(arguments) != 2:
        print("unlock.py: type: python unlock.py model.sealed model.json", file=sys.stderr)
        return 2
    source, target = map(Path, arguments)
    try:
        target.write_bytes(unlock(source.read_bytes(), find_token()))
    except (CannotUnlock, OSError) as error:
        print(f"unlock.py: {source}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
