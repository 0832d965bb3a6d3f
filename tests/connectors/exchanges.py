"""Answers as values, for readers that need no socket."""

import json
from datetime import UTC, datetime

from portalaudit.model.capture import Capture, Exchange

CAPTURE = "00000000-0000-4000-8000-00000000000a"
URL = "http://data.example.org/data.json"


def an_answer(body: bytes | str | object, **changes: object) -> Exchange:
    """An answer of status 200 with this body; a value that is no text becomes JSON."""
    if not isinstance(body, bytes):
        body = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    known = {
        "id": CAPTURE,
        "method": "GET",
        "url": URL,
        "fetched_at": datetime(2026, 11, 1, tzinfo=UTC),
        "status": 200,
        **changes,
    }
    return Exchange(Capture(**known), body)  # type: ignore[arg-type]
