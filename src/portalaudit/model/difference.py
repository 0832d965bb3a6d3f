"""Two audits beside each other: which assets are the same, what came and went, which findings and criteria moved, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import pyarrow as pa

from portalaudit.model.capture import Gap
from portalaudit.model.moved import Aspect, CheckMoved, Standing, Total
from portalaudit.model.portal import Portal

State = Literal[
    "same", "same-changed-identifier", "same-changed-address", "same-title", "removed", "added", "not-found-again",
    "not-found-before",
]  # fmt: skip
"""What became of an asset.

same: by its identifier. same-changed-identifier: the same, though the identifier reads otherwise. same-changed-address: the
identifier stayed, the page of the asset or its portal moved. same-title: probably the same: nothing but the title says so.
removed, added: seen on one side alone, where the other side was seen whole and identifiers can be compared. not-found-again,
not-found-before: seen on one side alone, and no more than that can be said, for a reason (`Unsure`).
"""
STATES: tuple[State, ...] = (
    "same", "same-changed-identifier", "same-changed-address", "same-title", "removed", "added", "not-found-again",
    "not-found-before",
)  # fmt: skip

Ground = Literal["identifier", "spelling", "id-in-address", "landing-page", "access-address", "title"]
"""By what two assets were taken for one. spelling: scheme, case of the host, `www.`, escapes or marks at the end differ."""
GROUNDS: tuple[Ground, ...] = ("identifier", "spelling", "id-in-address", "landing-page", "access-address", "title")

Unsure = Literal["portal-not-audited", "not-seen-whole", "other-interface", "moved-platform", "other-target", "ambiguous-title"]
"""Why what is on one side alone was neither removed nor added for all we know.

portal-not-audited: the other audit has no such portal. not-seen-whole: the other side's list broke off, or was a gap.
other-interface: the same software was read over another interface, which may list other things. moved-platform: the portal
runs other software, whose identifiers cannot be compared. other-target: two portals that have little in common.
ambiguous-title: the other side has the title, but one of the two has it more than once.
"""
UNSURE: tuple[Unsure, ...] = (
    "portal-not-audited", "not-seen-whole", "other-interface", "moved-platform", "other-target", "ambiguous-title",
)  # fmt: skip

Reason = Literal["data", "documents", "platform", "city-record", "rubric", "software", "noise", "unknown"]
"""Why a criterion moved: what the catalogue says, what documents show, the portal's software, the city's record, the rubric,
our version, what the network hid, or what cannot be told."""
REASONS: tuple[Reason, ...] = ("data", "documents", "platform", "city-record", "rubric", "software", "noise", "unknown")

Closed = Literal[
    "fixed", "removed", "not_found_again", "not_observed", "not_counted_now",
]  # fmt: skip
"""Why a finding of A is none of B. not_counted_now: it is there, but the asset is not an own dataset any more."""
CLOSED: tuple[Closed, ...] = ("fixed", "removed", "not_found_again", "not_observed", "not_counted_now")
Opened = Literal["failed_since", "added", "not_found_before", "not_observed_before", "counted_now"]
"""Why a finding of B was none of A."""
OPENED: tuple[Opened, ...] = ("failed_since", "added", "not_found_before", "not_observed_before", "counted_now")


@dataclass(frozen=True, slots=True)
class PortalSide:
    """One portal as one of the audits saw it."""

    portal: Portal
    assets: int
    datasets: int
    whole: bool
    """What is not in the snapshot was not on the portal."""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two audits."""

    audit: str
    taken_at: datetime
    software: str
    complete: bool
    target: str
    """The city's key, else the portal's address."""
    name: str | None
    portals: tuple[PortalSide, ...]

    @property
    def assets(self) -> int:
        return sum(portal.assets for portal in self.portals)


@dataclass(frozen=True, slots=True)
class PortalPair:
    """A portal then and now; None where one audit has no such portal."""

    a: int | None
    b: int | None
    moved_address: bool = False
    moved_platform: bool = False
    """Other software: Socrata then, ArcGIS Hub now."""
    other_interface: bool = False
    """The same software, read by another connector."""
    version: tuple[str | None, str | None] | None = None
    """The software's version, where both audits tell it and it differs."""
    by_identifier: int = 0
    """Assets that are the same by identifier or address."""
    comparable: bool = True
    """Identifiers of the two can be compared, so that one that is gone was removed."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles that assets of both audits bear, each counted once."""

    shared: int = 0
    """On letters and digits."""
    exact: int = 0
    """To the letter."""
    ambiguous: int = 0
    """Shared on letters and digits, and borne by an asset that nothing joins to one of the other side: more than one asset of a
    side bears it, or one that goes on under another title."""


@dataclass(frozen=True, slots=True)
class FieldMoved:
    """What changed of one field, over the assets that are on both sides and whose field both audits could see."""

    field: str
    compared: int
    filled: int
    """Nothing then, a value now."""
    emptied: int
    changed: int
    """A value then, another one now. Addresses are compared without scheme and marks at the end."""


@dataclass(frozen=True, slots=True)
class Assets:
    """Every asset of both audits, once."""

    table: pa.Table
    """Columns of `ASSET_COLUMNS`; first what A has in its order, then what B alone has in its order."""
    counts: Mapping[State, int]
    unsure: Mapping[Unsure, int]
    """Of `not-found-again` and `not-found-before` together."""
    grounds: Mapping[Ground, int]
    spellings: Mapping[str, int]
    """How identifiers changed (`http → https`), the most frequent first."""
    titles: Titles
    fields: tuple[FieldMoved, ...]


ASSET_COLUMNS = (
    "state", "ground", "reason", "subject_a", "subject_b", "title_a", "title_b", "kind_a", "kind_b", "identifier_a",
    "identifier_b", "address_a", "address_b", "portal_a", "portal_b", "changed", "opened", "closed",
)  # fmt: skip
"""Of `Assets.table`. `changed` lists fields, `opened` and `closed` checks; all but `state` may be null, null for a side that does
not have the asset."""


@dataclass(frozen=True, slots=True)
class FindingMoved:
    """One finding that opened or closed."""

    check: str
    portal: str
    subject: str
    """As the audit calls it that has the finding; `portal` of a portal check."""
    title: str | None
    reason: str
    """`Closed` or `Opened`."""
    by_title: bool = False
    """Told of two assets that are one by their title alone."""
    counted: bool = True
    """Of an own dataset, or of the portal."""


@dataclass(frozen=True, slots=True)
class CheckDifference:
    """One check on both audits, by today's software on either side: own datasets, or portals.

    then - closed + opened = now.
    """

    id: str
    family: str
    then: int
    now: int
    closed: Mapping[str, int]
    """By `Closed`."""
    opened: Mapping[str, int]
    """By `Opened`."""
    others_closed: int = 0
    """Of assets that are no own datasets, on the side that has the finding."""
    others_opened: int = 0
    stored_then: int | None = None
    """What the audit of then said; otherwise than `then` where the check was changed since. None where it did not run it."""
    stored_now: int | None = None
    findings_closed: tuple[FindingMoved, ...] = ()
    findings_opened: tuple[FindingMoved, ...] = ()

    @property
    def check_changed(self) -> bool:
        """Part of the difference between the stored results is the check's own change."""
        return self.stored_then != self.then or self.stored_now != self.now


@dataclass(frozen=True, slots=True)
class CriterionDifference:
    """A criterion that stands otherwise."""

    id: str
    title: str
    then: Standing | None
    """None where the rubric of then did not have it."""
    now: Standing | None
    aspects: tuple[Aspect, ...]
    by: tuple[Reason, ...]
    together: bool = False
    """None of `by` alone does it, or they cannot be told apart."""
    ground: str = ""
    """How we know, for people."""
    checks: tuple[CheckMoved, ...] = ()
    """Checks of the criterion that the two stored results count otherwise."""


@dataclass(frozen=True, slots=True)
class RubricDifference:
    """A rubric by which both audits were graded."""

    id: str
    title: str
    scored: bool
    then: Total
    now: Total
    criteria: int
    """How many there are."""
    moved: tuple[CriterionDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two audits."""

    a: Side
    b: Side
    pairs: tuple[PortalPair, ...]
    assets: Assets
    checks: tuple[CheckDifference, ...]
    rubrics: tuple[RubricDifference, ...]
    remarks: tuple[str, ...] = field(default_factory=tuple)
    """What a reader must know first: unlike targets, an audit that was not finished, software that differs."""
