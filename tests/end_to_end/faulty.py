"""Whole audits of portals with a fault, and what must hold of every one of them, whatever the portal does."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema_rs

from portalaudit.archive.index import rebuild_index
from portalaudit.audit.results import Result
from portalaudit.demo.generate import generate
from portalaudit.demo.http import Portal
from portalaudit.demo.server import LogEntry, serve
from portalaudit.export.document import schema
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture
from tests.end_to_end.auditing import Document, Place, checks_of
from tests.patience import ends
from tests.portals.faults import with_faults

HASTY = FetchSettings(backoff_base=0.0005, attempts=2, max_wait=2.0, read_seconds=5.0, total_seconds=10.0, max_bytes=4_000_000)
"""Waits and caps scaled down, so that a fault that takes minutes takes a moment."""
NO_PATIENCE = replace(HASTY, read_seconds=0.3, total_seconds=0.6)
"""The same for a server that does not answer."""
SMALL = {
    "429-seconds": "=0", "429-date": "=0", "huge-body": "=5", "gzip-bomb": "=40", "deep-nesting": "=5", "slow-header": "=0.05",
    "slow-body": "=0.05",
}  # fmt: skip
"""Measures that break the caps of HASTY just as the faults' own break the real ones."""
PORTALS: dict[str, Any] = {kind: generate(kind, 30, 1) for kind in ("ckan", "socrata", "arcgis", "dcat")}
VALID = jsonschema_rs.validator_for(schema())
WHOLE = {"ckan": 30, "socrata": 25, "arcgis": 30, "dcat": 30}
"""Assets that each shows; of the Socrata's thirty five are a neighbour's."""


@dataclass(frozen=True)
class Ended:
    """An audit that has ended, and the server's side of it."""

    result: Result
    document: Document
    log: tuple[LogEntry, ...]
    captures: tuple[Capture, ...]
    url: str
    place: Place

    @property
    def portal(self) -> Document:
        return self.document["portals"][0]  # type: ignore[no-any-return]

    @property
    def assets(self) -> int:
        return self.portal["snapshot"]["assets"]  # type: ignore[no-any-return]

    @property
    def gaps(self) -> set[tuple[str, str]]:
        return {(gap["part"], gap["reason"]) for gap in self.portal["gaps"]}

    @property
    def reasons(self) -> set[str]:
        return {reason for _, reason in self.gaps}

    def failed(self, check: str) -> bool:
        return checks_of(self.document)[check]["outcome"] == "fail"


def audit_of(portal: Portal, folder: Path, faults: Sequence[str] = (), **options: Any) -> Ended:
    """Audit a portal with these faults."""
    place = Place.at(folder)
    with serve(with_faults(portal, faults)) as server, ends(waits=True):
        patience = NO_PATIENCE if any(fault.startswith("silent") for fault in faults) else HASTY
        result = place.audit(server.url, **{"patience": patience, **options})
        log, url = tuple(server.log), server.url
    document = json.loads(result.document)
    captures = tuple(rebuild_index(place.archive, document["audit"]))
    return Ended(result, document, log, captures, url, place)


def sized(fault: str, where: str = "") -> str:
    """The switch of a fault, with its small measure and the addresses that it is about."""
    return f"{fault}{SMALL.get(fault, '')}{where and '@' + where}"


def assert_sound(ended: Ended) -> None:
    """What holds whatever the portal does: the audit ends with the contract's exit code and a valid document, every
    exchange is in the archive and no other, nothing but GET and HEAD was sent, no check broke, and a replay prints the same."""
    assert [error.message for error in VALID.iter_errors(ended.document)] == []
    assert ended.document["complete"] is (ended.result.code == 0)
    assert ended.result.code == (0 if ended.assets or ended.portal["snapshot"]["declared_total"] == 0 else 3)
    assert (ended.result.line is None) == (ended.result.code == 0)
    if ended.result.line is not None:
        assert "\n" not in ended.result.line and ended.gaps
        assert all(f"{part}: {reason}" in ended.result.line for part, reason in ended.gaps)
    assert {entry.method for entry in ended.log} <= {"GET", "HEAD"}
    assert archived(ended) == Counter((entry.method, entry.target) for entry in ended.log)
    assert {gap["capture"] for gap in ended.portal["gaps"]} - {None} <= {capture.id for capture in ended.captures}
    assert [check["id"] for check in ended.portal["checks"] if check["outcome"] == "error"] == []
    again = ended.place.again(ended.document["audit"])
    assert json.loads(again["show"]) == ended.document
    assert again["recheck"] == again["show"]
    assert again["reread"] == again["show"]


def archived(ended: Ended) -> Counter[tuple[str, str]]:
    """What the archive says was asked of the server: a refused address never was, and a redirect loop ends before its turn."""
    unasked = ("address-refused", "redirect-loop", "robots", "budget", "opted-out")
    return Counter(
        (capture.method, capture.url.removeprefix(ended.url)) for capture in ended.captures if capture.error not in unasked
    )
