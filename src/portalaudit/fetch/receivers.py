"""Connections to the operator's own receivers of messages: bounded in time as a whole, whatever the other side does."""

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer

CONNECT_SECONDS = 10.0
"""Longest wait for a connection and for one answer (own choice)."""
TOTAL_SECONDS = 45.0
"""Longest time for one message (own choice)."""


def verifying(ca_file: Path | None) -> ssl.SSLContext:
    """A context that verifies certificates and host names.

    Raises:
        OSError: the file of authorities cannot be read.
    """
    context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def cut_off(connection: socket.socket, seconds: float = TOTAL_SECONDS) -> Iterator[None]:
    """End a connection after so many seconds, so that a server that answers byte by byte holds nobody up; once TLS has taken it
    over too."""
    twin = socket.socket(fileno=os.dup(connection.fileno()))

    def end() -> None:
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        twin.close()


def told(trouble: BaseException) -> str:
    """What went wrong, in words of ours: nothing that a server wrote, no address, no secret."""
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return "its certificate could not be verified"
    if isinstance(trouble, ssl.SSLError):
        return "TLS failed"
    if isinstance(trouble, TimeoutError):
        return "it did not answer in time"
    if isinstance(trouble, socket.gaierror):
        return "its name could not be resolved"
    if isinstance(trouble, ConnectionRefusedError):
        return "it refused the connection"
    return "the connection broke"
