"""Signed JSON to the operator's own receivers.

Signed as Standard Webhooks 1.0 has it (github.com/standard-webhooks): `webhook-id`, the same in every try of a message;
`webhook-timestamp`, seconds since 1970 of this try; `webhook-signature`, `v1,` and the base64 of HMAC-SHA256 over
`id.timestamp.body`. The address rules of portals (`guard`) hold, but for a receiver that the settings call private. Redirects are
not followed; of the answer the status counts, and nothing of it is printed or kept.
"""

import base64
import binascii
import hashlib
import hmac
import http.client
import socket
from contextlib import closing, suppress
from datetime import datetime
from urllib.parse import urlsplit

from portalaudit import __version__
from portalaudit.fetch.address import BadAddress, normalise
from portalaudit.fetch.guard import AddressRefused, Guard
from portalaudit.fetch.receivers import CONNECT_SECONDS, TOTAL_SECONDS, cut_off, told, verifying
from portalaudit.fetch.settings import AGENT
from portalaudit.model.channels import Outcome, Webhook

SHORTEST_SECRET = 24
"""Bytes (Standard Webhooks 1.0: 24 to 64)."""
_PREFIX = "whsec_"
_MOST = 64 * 1024
"""Bytes of an answer that are read, so that the connection ends as HTTP wants it (own choice)."""
_LONGEST_WAIT = 86_400


def key_of(secret: str) -> bytes:
    """The key that a secret stands for: base64 behind `whsec_`, else the text itself.

    Raises:
        ValueError: it is too short, or no base64.
    """
    if secret.startswith(_PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error as trouble:
            raise ValueError("behind whsec_ stands no base64") from trouble
    else:
        key = secret.encode()
    if len(key) < SHORTEST_SECRET:
        raise ValueError(f"a secret has {SHORTEST_SECRET} bytes or more")
    return key


def signature(key: bytes, message: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    digest = hmac.new(key, f"{message}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def send_webhook(
    receiver: Webhook, message: str, body: bytes, now: datetime, *, seconds: float = TOTAL_SECONDS
) -> Outcome:  # fmt: skip
    """POST one message. Nothing that the receiver does raises.

    Args:
        message: its id, of printable ASCII without dots.
        body: JSON.
        now: goes into the signature.
        seconds: longest time in all.
    """
    try:
        key = key_of(receiver.secret)
        url = normalise(receiver.url)
        parts = urlsplit(url)
        guard = Guard(allow_private=receiver.private, named=(url,))
        guard.vet(url)
        if parts.scheme != "https" and not receiver.private:
            return Outcome(False, "it is not reached by https, and the settings do not call it private", final=True)
        connection = _connected(receiver, guard, parts.hostname or "", parts.port, parts.scheme == "https", seconds)
    except (AddressRefused, BadAddress):
        return Outcome(False, "its address is refused: private, or not one of a public web server", final=True)
    except (OSError, ValueError) as trouble:
        return Outcome(False, str(trouble) if type(trouble) is ValueError else told(trouble))
    timestamp = int(now.timestamp())
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": f"{AGENT}/{__version__}",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, message, timestamp, body),
        "Connection": "close",
    }
    with closing(connection):
        try:
            assert connection.sock is not None
            with cut_off(connection.sock, seconds):
                target = parts.path or "/"
                connection.request("POST", f"{target}?{parts.query}" if parts.query else target, body, headers)
                answer = connection.getresponse()
                outcome = _outcome(answer.status, answer.getheader("Retry-After"))
                with suppress(OSError, http.client.HTTPException):  # it said what counts
                    answer.read(_MOST)
                return outcome
        except (OSError, http.client.HTTPException, ValueError) as trouble:
            return Outcome(False, told(trouble))


def _connected(
    receiver: Webhook, guard: Guard, host: str, port: int | None, secure: bool, seconds: float
) -> http.client.HTTPConnection:
    """A connection to an address that was checked, as portals' are (fetch/sockets.py)."""
    port = port or (443 if secure else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        guard.check(host, address)
    opened = socket.create_connection((addresses[0], port), timeout=min(CONNECT_SECONDS, seconds))
    try:
        with cut_off(opened, seconds):
            connected = verifying(receiver.ca_file).wrap_socket(opened, server_hostname=host) if secure else opened
    except BaseException:
        opened.close()
        raise
    connection = http.client.HTTPConnection(host, port, timeout=min(CONNECT_SECONDS, seconds))
    connection.sock = connected
    connection.auto_open = 0
    return connection


def _outcome(status: int, retry_after: str | None) -> Outcome:
    if 200 <= status < 300:
        return Outcome(True, "taken")
    if 300 <= status < 400:
        return Outcome(False, f"it answered {status}, and redirects are not followed")
    if status == 410:
        return Outcome(False, "it answered 410: it wants no messages any more", final=True)
    wait = float(retry_after) if retry_after is not None and retry_after.isdecimal() and len(retry_after) < 7 else None
    return Outcome(False, f"it answered {status}", wait=None if wait is None else min(wait, _LONGEST_WAIT))
