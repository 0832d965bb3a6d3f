"""Alerts and digests, ordinary and hostile, made in a line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from portalaudit.model.alerts import Alert, News, Place
from portalaudit.model.digest import Digest, Mended, Missing, Rise

DAY = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
BOSTON = Place("boston-ma", "Boston", "MA", "https://www.boston.gov")


def a_moved(place: Place = BOSTON, **changes: Any) -> News:
    facts = {"rubric": "wwc-v3", "criterion": "DM4", "strength": "verified", "why": None}
    alert = Alert(
        1, place.target, "criterion", "wwc-v3/DM4", {**facts, "finding": "met"}, {**facts, "finding": "partly"}, "data",
        "20261129-aaaa", DAY - timedelta(days=1), "20261130-bbbb", DAY, "confirmed",
    )  # fmt: skip
    return News(replace(alert, **changes), place)


def a_gone(place: Place = BOSTON, portal: str = "https://data.boston.gov", reasons: str = "timeout") -> News:
    return a_moved(
        place, kind="portal_gone", subject=portal, before={"portal": portal}, after={"portal": portal, "reasons": reasons}
    )


def a_rise(place: Place = BOSTON, portal: str = "https://data.boston.gov", check: str = "license_missing") -> News:
    facts: dict[str, Any] = {"portal": portal, "check": check, "tested": 240, "not_observed": 0, "version": 1}
    return a_moved(
        place, kind="failures", subject=f"{portal} {check}", before={**facts, "failed": 10}, after={**facts, "failed": 48}
    )


def a_digest(place: Place = BOSTON, portal: str = "https://data.boston.gov", **changes: Any) -> Digest:
    """One of everything."""
    seen = a_moved(place, state="seen", confirmed_by=None, confirmed_at=None)
    made = Digest(
        DAY - timedelta(days=1), DAY, "America/New_York", {"done": 98, "unavailable": 1, "parked": 1},
        (Missing(place, "unavailable", DAY),), (a_moved(place), a_gone(place, portal), a_rise(place, portal)), (seen,),
        (Rise(place, portal, "license_missing", 3, 9, 240),), (Mended(place, 38, 2),), {"missing": 1},
    )  # fmt: skip
    return replace(made, **changes)


HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)">\r\nBcc: victim@evil.example\r\n\r\nInjected\u202egnp.exe\u2066'
    "\x00\x1b[31m \ud800 jane.doe@city.example javascript:alert(3) mailto:jane@doe.example http://10.1.2.3/admin?token=s3cret "
    "https://user:pw@intern.example/ 127.0.0.1:5432 localhost:8080 /var/lib/portalaudit/db.sqlite postgresql://u:pw@db/x "
)
MARKUP = ("<script", "<img")
"""What no message that is read as markup may hold."""
WITHHELD = (
    "\r\nBcc", "\nBcc", "\u202e", "\u2066", "\x00", "\x1b", "jane", "doe.example", "victim", "10.1.2.3",
    "s3cret", "user:pw", "127.0.0.1", "localhost", "/var/lib", "postgresql://", "u:pw", "javascript:", "mailto:",
)  # fmt: skip
"""What no message may hold, whatever strangers call themselves."""


def hostile_place(number: int = 0) -> Place:
    """A target whose names are all hostile, at a private address."""
    return Place(f"http://10.1.2.3:{8000 + number}/", HOSTILE, HOSTILE, f"http://10.1.2.3:{8000 + number}/?token=s3cret")
