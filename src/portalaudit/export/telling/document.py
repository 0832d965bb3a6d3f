"""Alerts and digests as JSON: for `--output json` and for webhooks. Facts alone; who reads them finds the words."""

import json
from collections.abc import Sequence

from portalaudit.export.moments import iso
from portalaudit.export.telling.public import line_of, public_link, target_of
from portalaudit.model.alerts import KINDS, Facts, News, Place
from portalaudit.model.digest import Digest

ALERT, DIGEST, ALERTS = "portalaudit/alert/1", "portalaudit/digest/1", "portalaudit/alerts/1"
Json = dict[str, object]
_TEXTS = 200
"""Characters of one fact (own choice)."""


def alert_document(news: News) -> Json:
    """One alert."""
    alert = news.alert
    return {
        "schema": ALERT, "alert": alert.id, "kind": alert.kind, "state": alert.state, **_place(news.place),
        "before": _facts(alert.before), "after": _facts(alert.after), "cause": alert.cause,
        "first": {"by": line_of(alert.first_by), "at": iso(alert.first_at)},
        "confirmed": None if alert.confirmed_by is None else {"by": line_of(alert.confirmed_by), "at": iso(alert.confirmed_at)},
    }  # fmt: skip


def alerts_document(news: Sequence[News]) -> Json:
    """A list of them, for `alerts list --output json`."""
    return {"schema": ALERTS, "alerts": [alert_document(one) for one in news]}


def digest_document(digest: Digest) -> Json:
    """A night."""
    return {
        "schema": DIGEST, "since": iso(digest.since), "until": iso(digest.until), "zone": digest.zone,
        "night": dict(digest.night),
        "missing": [{**_place(each.place), "state": each.state, "at": iso(each.at)} for each in digest.missing],
        "confirmed": [alert_document(one) for one in digest.confirmed],
        "seen": [alert_document(one) for one in digest.seen],
        "rises": [
            {
                **_place(each.place), "portal": public_link(each.portal), "check": line_of(each.check), "before": each.before,
                "after": each.after, "tested": each.tested,
            }
            for each in digest.rises
        ],
        "mended": [{**_place(each.place), "fixed": each.fixed, "opened": each.opened} for each in digest.mended],
        "more": dict(digest.more), "kinds": {kind: digest.kinds[kind] for kind in KINDS if kind in digest.kinds},
    }  # fmt: skip


def hook(kind: str, told: Json, made_at: str | None) -> bytes:
    """The body of a webhook, as Standard Webhooks has it: `type timestamp data`."""
    return json.dumps({"type": kind, "timestamp": made_at, "data": told}, ensure_ascii=True, separators=(",", ":")).encode()


def _place(place: Place) -> Json:
    name, region = line_of(place.name) or None, line_of(place.region) or None
    return {"target": target_of(place.target), "name": name, "region": region, "address": public_link(place.address)}


def _facts(facts: Facts) -> Json:
    return {name: _fact(name, value) for name, value in sorted(facts.items())}


def _fact(name: str, value: object) -> object:
    if name == "portal":
        return public_link(str(value))
    return line_of(value, _TEXTS) if isinstance(value, str) else value
