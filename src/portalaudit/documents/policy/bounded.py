"""What strangers' texts are, read in a process of its own: no words of theirs may hold up an audit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from portalaudit.documents.bounded import Limits, run
from portalaudit.documents.failure import Failure
from portalaudit.documents.text.serial import from_bytes, to_bytes
from portalaudit.documents.textual import Text
from portalaudit.model.policy import Provision, Reading

LIMITS = Limits(seconds=20.0, memory=1024 * 1024 * 1024, output=64 * 1024 * 1024)
"""What one text may cost. Own choice: 300,000 characters take a second or two."""
LONGEST = 90.0
"""Seconds that a number of texts may cost together, before each is read by itself."""
JOB = "portalaudit.documents.policy.bounded:job"


@dataclass(frozen=True, slots=True)
class Asked:
    """A text and what is known of where it was found."""

    text: Text
    url: str | None = None
    shown: str | None = None
    """The text of the link that led there."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one text is."""

    reading: Reading
    provisions: tuple[Provision, ...] = ()
    """All 31 of an open-data policy, or where they are asked for of any text."""


def read_all(asked: Sequence[Asked], *, always: bool = False, limits: Limits = LIMITS) -> list[Told | Failure]:
    """Texts read, one answer each, in order. Where they cannot be read together each is read by itself, so that one that takes
    too long costs no other its answer.

    Args:
        always: look for provisions whatever the kind is.
        limits: what one text may cost.

    Returns:
        What each is, or a Failure `memory timeout crashed`. Blocks: call it from a thread where an event loop runs.
    """
    if not asked:
        return []
    together = replace(limits, seconds=min(LONGEST, limits.seconds + len(asked) - 1))
    found = _run(asked, always, together)
    if not isinstance(found, Failure):
        return list(found)
    if len(asked) == 1:
        return [found]
    return [one for part in asked for one in read_all([part], always=always, limits=limits)]


def _run(asked: Sequence[Asked], always: bool, limits: Limits) -> Sequence[Told] | Failure:
    about = msgspec.json.encode([(one.url, one.shown) for one in asked])
    bodies = [about, *(to_bytes(one.text) for one in asked)]
    found = run(JOB, bodies, {"always": always}, limits)
    if isinstance(found, Failure):
        return found
    try:
        told = msgspec.json.decode(found, type=list[Told])
    except msgspec.DecodeError as problem:
        return Failure("crashed", f"the result cannot be read: {problem}"[:200])
    return told if len(told) == len(asked) else Failure("crashed", "the reader left a text out")


def job(bodies: Sequence[bytes], always: bool) -> bytes:
    """The job of `read_all`, in the child."""
    from portalaudit.documents.policy.provisions import find_provisions
    from portalaudit.documents.policy.read import read_document

    about: list[tuple[str | None, str | None]] = msgspec.json.decode(bodies[0])
    told = []
    for (url, shown), body in zip(about, bodies[1:], strict=True):
        text = from_bytes(body)
        reading = read_document(text, url, shown=shown)
        wanted = always or reading.kind == "open-data-policy"
        told.append(Told(reading, find_provisions(text) if wanted else ()))
    return msgspec.json.encode(told)
