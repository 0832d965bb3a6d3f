"""A worker whose jobs do what no reader should, under the limits of the real one."""

import os
import time
from collections.abc import Callable, Sequence

from portalaudit.documents import worker
from portalaudit.documents.failure import Failure


def hog(_: Sequence[bytes]) -> bytes:
    """Take memory without end."""
    held = []
    while True:
        held.append(bytearray(16 * 1024 * 1024))


def spin(_: Sequence[bytes]) -> bytes:
    """Compute without end."""
    while True:
        pass


def sleep(_: Sequence[bytes]) -> bytes:
    """Wait without end."""
    time.sleep(60)
    return b""


def die(_: Sequence[bytes]) -> bytes:
    """End without a word."""
    os.abort()


def raise_(_: Sequence[bytes]) -> bytes:
    """A bug of ours."""
    raise ZeroDivisionError("a bug")


def environment(_: Sequence[bytes]) -> bytes:
    """Look for a secret."""
    return b"a token" if "PORTALAUDIT_SOCRATA_TOKEN" in os.environ else b"no token"


JOBS: dict[str, Callable[..., bytes | Failure]] = {
    "portalaudit.hog": hog,
    "portalaudit.spin": spin,
    "portalaudit.sleep": sleep,
    "portalaudit.die": die,
    "portalaudit.raise_": raise_,
    "portalaudit.environment": environment,
}


if __name__ == "__main__":
    worker.main(JOBS.__getitem__)
