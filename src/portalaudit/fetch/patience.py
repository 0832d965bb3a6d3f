"""Whether an attempt is worth another, and after how long."""

import random
from dataclasses import dataclass
from datetime import datetime

from portalaudit.fetch.hints import exhausted_for, retry_after
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture

RETRIED = frozenset({429, 502, 503, 504})
TROUBLE = frozenset({"timeout", "connect", "truncated"})
COSTLY = frozenset({"truncated", "timeout"})
COSTLY_TRIES = 2
"""What is cut short or does not come in time is asked for twice at most: each try costs a large feed or a minute (own choice)."""
NO_SUCH_HOST = "there is no host of that name"
"""The detail of a name that the resolver says does not exist (EAI_NONAME; one in trouble: EAI_AGAIN). It has asked as often as
it is told to, and a city's dead links cost no waits."""
THROTTLED = 60.0
THROTTLED_MOST = 900.0
"""429 without Retry-After: 60 seconds, doubling, up to 15 minutes (what clients of Socrata do; portal-apis.md 1.6)."""
BACKOFF_MOST = 30.0

_dice = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Wait:
    """Before the next try."""

    seconds: float
    lane: bool
    """It concerns everything that uses the lane, not this address alone."""


def next_try(capture: Capture, attempt: int, now: datetime, settings: FetchSettings) -> Wait | None:
    """The wait before trying again after attempt number `attempt` (from 0), None where that is no use.

    Waits that we choose are `backoff_base` times random between 0 and 1, 2, 4 … 30 seconds ("full jitter": Amazon's
    Builders' Library), so that many clients do not come back at once.
    """
    tries = min(settings.attempts, COSTLY_TRIES) if capture.error in COSTLY else settings.attempts
    worth = capture.error in TROUBLE or (capture.error is None and capture.status in RETRIED)
    if not worth or attempt + 1 >= tries or capture.detail == NO_SUCH_HOST:
        return None
    if capture.status in RETRIED:
        asked = retry_after(capture.headers, now)
        if asked is not None:
            return Wait(asked, lane=True)
        if capture.status == 429:
            filled = exhausted_for(capture.headers, now)
            if filled is not None:
                return Wait(filled, lane=True)
            return Wait(settings.backoff_base * min(THROTTLED_MOST, THROTTLED * 2**attempt), lane=True)
    return Wait(settings.backoff_base * _dice.uniform(0.0, min(BACKOFF_MOST, 2.0**attempt)), lane=False)
