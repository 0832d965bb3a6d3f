"""The inventory that stands for the city, or why there is none to judge."""

from dataclasses import dataclass

import numpy as np

from portalaudit.model.capture import CATALOGUE, Evidence, Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict
from portalaudit.model.inventory import Inventories, InventoryResult, Judgement

_JUDGED = ("whole", "part", "retired", "catalogue")
_TITLED = "invent"
"""Stands in every title that names an inventory, in English, Spanish and Portuguese."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An inventory whose rows were read."""

    result: InventoryResult
    judgement: Judgement

    @property
    def title(self) -> str:
        return self.result.considered.title or self.result.considered.subject

    @property
    def part(self) -> bool:
        """It is a part of an inventory, or lists what is retired: it says nothing of what it leaves out."""
        return self.judgement.kind in ("part", "retired")

    @property
    def cut(self) -> bool:
        """Rows are missing at its end, so that what it lacks is not known."""
        return self.result.table.truncated is not None

    @property
    def header(self) -> tuple[Evidence, ...]:
        return (self.result.header_at,) if self.result.header_at else captured(self.result)[:1]


def standing(parts: Parts) -> Standing | None:
    """The inventory that was chosen to stand for the city, else the catalogue that was offered as one."""
    chosen = parts.inventories.chosen or parts.inventories.disguised
    if chosen is None or chosen.judgement is None or chosen.judgement.kind not in _JUDGED:
        return None
    return Standing(chosen, chosen.judgement)


def unread(parts: Parts) -> bool:
    """The portal's catalogue was not read whole, or another's of the city was not: there may be more than was seen."""
    return bool(parts.inventories.unseen) or any(gap.part in CATALOGUE for gap in parts.gaps)


def captured(result: InventoryResult) -> tuple[Evidence, ...]:
    """The capture that shows what came of asking for an inventory's rows: the last, which is the refusal where one came."""
    return (Evidence(result.table.captures[-1], ""),) if result.table.captures else ()


def said(check: str, reason: str, params: dict[str, Scalar] | None = None, evidence: tuple[Evidence, ...] = ()) -> Finding:
    """A finding of the portal as a whole."""
    return Finding(check, "portal", reason, params or {}, evidence)


def unseen(finding: Finding) -> PortalVerdict:
    """Not observed, with what was seen instead or where we looked."""
    return PortalVerdict("not_observed", shown=(finding,))


def unjudged(check: str, parts: Parts) -> PortalVerdict:
    """The verdict where no inventory was read: `unreadable` (one is offered), `not_asked` (one is named, and its rows were
    not asked for), `catalogue_unread` or `none_found`. Not applicable where another portal's inventory stands for the city."""
    found = parts.inventories
    if found.chosen is None and any(result.judgement and result.judgement.kind in _JUDGED for result in found.results):
        return PortalVerdict("not_applicable")
    hidden = next((result for result in found.results if result.table.failure), None)
    if hidden is not None:
        params: dict[str, Scalar] = {"title": hidden.considered.title, "failure": hidden.table.failure}
        return unseen(said(check, "unreadable", params, captured(hidden)))
    named = next((one for one in found.considered if one.accepted and not one.read), None)
    if named is not None:
        return unseen(said(check, "not_asked", {"title": named.title}, entry(parts, named.subject)))
    if any(gap.part in CATALOGUE for gap in parts.gaps):
        return unseen(said(check, "catalogue_unread"))
    return unseen(said(check, "none_found", {"considered": len(found.considered), "assets": len(parts.datasets)}))


def entry(parts: Parts, subject: str) -> tuple[Evidence, ...]:
    """Where the catalogue lists an asset."""
    rows = np.flatnonzero(parts.datasets["id"] == subject)
    if not len(rows):
        return ()
    capture, pointer, title = (parts.datasets[name].iat[int(rows[0])] for name in ("capture", "pointer", "title"))
    if not isinstance(capture, str) or not isinstance(pointer, str):
        return ()
    return (Evidence(capture, pointer, title[:300] if isinstance(title, str) else None),)


def stamped(parts: Parts, found: Standing) -> tuple[Evidence, ...]:
    """Where it is told when the rows last changed: in the layer, a file's headers, or the catalogue."""
    if found.result.table.stamp_at is not None:
        return (found.result.table.stamp_at,)
    place, _, tail = (parts.place("data_modified") or "").partition("#")
    stamp = found.result.stamp
    quoted = stamp.isoformat() if stamp and tail and not place else None
    listed = entry(parts, found.result.considered.subject)
    if not listed:
        return captured(found.result)[:1]
    return tuple(Evidence(one.capture, f"{one.pointer}{tail}" if quoted else one.pointer, quoted) for one in listed)


def platform_list(found: Inventories) -> str | None:
    """The subject of the platform's own list of its assets, where that is all that was offered as an inventory."""
    if found.results or any(one.accepted for one in found.considered):
        return None
    return next((c.subject for c in found.considered if c.reason == "platform-list" and _TITLED in c.title.casefold()), None)
