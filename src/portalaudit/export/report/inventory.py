"""The data inventories of an audit, readied for the page: the one that stands for the city, the others, what was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup

from portalaudit.export.report.coverage import Stack, stacks
from portalaudit.export.report.page import isolated
from portalaudit.export.report.room import SCREEN, Room
from portalaudit.export.report.strangers import link, shown
from portalaudit.export.report.wording import Wording
from portalaudit.model.audit import Audit, PortalAudit
from portalaudit.model.frames import column
from portalaudit.model.inventory import Column, Considered, InventoryResult, Match, Reconciliation

SHARE = 0.8
"""The share of departments that is asked for (What Works Cities, data inventory: more than 80 %)."""
LEVELS = ("id", "link", "slug", "exact", "normalised", "fuzzy")
"""How a name was found, the strictest way first."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column group and how the inventory fills it."""

    group: str
    headers: tuple[str, ...]
    """The column that stands for the group, then others that say the same; empty where it has none."""
    confidence: float
    filled: float | None
    """Share of entries that say something there; None where that is not judged."""


@dataclass(frozen=True, slots=True)
class Step:
    """Names found in one way."""

    level: str
    added: int
    found: int
    """By this way or a stricter one."""
    share: float


@dataclass(frozen=True, slots=True)
class Names:
    """The beginning of a list, and how many more there are."""

    shown: tuple[str, ...]
    left: int

    @property
    def all(self) -> int:
        return len(self.shown) + self.left


@dataclass(frozen=True, slots=True)
class Group:
    """Datasets of one department that the inventory doesn't list."""

    department: str
    datasets: int
    titles: tuple[str, ...]
    """As many as there is room for."""


@dataclass(frozen=True, slots=True)
class Read:
    """One inventory whose rows were asked for."""

    result: InventoryResult
    portal: PortalAudit
    page: str | None
    """The asset's own page, else where the rows came from."""
    core: tuple[Field, ...] = ()
    more: tuple[Field, ...] = ()
    strange: tuple[str, ...] = ()
    """Headers that mean nothing to us."""
    stacks: tuple[Stack, ...] = ()
    steps: tuple[Step, ...] = ()
    not_listed: tuple[Group, ...] = ()
    not_listed_left: int = 0
    alike: tuple[tuple[Match, str], ...] = ()
    """Nearly the same titles: the match and the asset's title."""
    alike_left: int = 0

    @property
    def title(self) -> str:
        return self.result.considered.title or self.result.considered.subject

    def age(self, today: date) -> int | None:
        """Days since the newest date; None without one, or where it lies ahead."""
        newest = self.result.newest
        return None if newest is None or newest > today else (today - newest).days


@dataclass(frozen=True, slots=True)
class Inventory:
    """The page."""

    chosen: tuple[Read, ...]
    """Those that stand for the city: one, or one a portal."""
    others: tuple[Read, ...]
    considered: tuple[Considered, ...]
    """What was accepted and not read first, then what was refused; as many as there is room for."""
    considered_left: int
    refused: int
    """Of those that were not read."""
    accepted: bool
    """Anything was taken for an inventory."""
    source: str | None
    """Where the list of departments comes from."""
    known_address: str | None
    """Of the inventory, as the city's record has it."""


def inventory(audit: Audit, nameless: str, room: Room = SCREEN) -> Inventory:
    """Everything about inventories over all portals. `nameless` stands for entries that name no department."""
    everything = [(portal, result) for portal in audit.portals for result in portal.inventories.results]
    chosen = [pair for pair in everything if pair[1] == pair[0].inventories.chosen]
    others = [pair for pair in everything if pair[1] != pair[0].inventories.chosen]
    found = [one for portal in audit.portals for one in portal.inventories.considered]
    read = {result.considered.subject for _, result in everything}
    ordered = sorted((one for one in found if one.subject not in read), key=lambda one: not one.accepted)
    sources = (portal.inventories.departments_from for portal in audit.portals)
    return Inventory(
        chosen=tuple(_whole(audit, *pair, nameless, room) for pair in chosen),
        others=tuple(_read(*pair) for pair in others),
        considered=tuple(ordered[: room.considered]),
        considered_left=max(0, len(ordered) - room.considered),
        accepted=any(one.accepted for one in found),
        refused=sum(not one.accepted for one in ordered),
        source=next((source for source in sources if source), None),
        known_address=audit.target.city.inventory_url if audit.target.city else None,
    )


def reason(words: Wording, code: str) -> Markup:
    """Why an asset was accepted or refused, in words; `about:TOPIC` names what it is an inventory of."""
    head, _, topic = code.partition(":")
    if topic:
        return words.say("inventory.about", topic=isolated(words.label("topic", topic)))
    return isolated(words.label("considered", head))


def names(found: Sequence[str], most: int = SCREEN.names) -> Names:
    """The beginning of a list of names."""
    return Names(tuple(found[:most]), max(0, len(found) - most))


def _read(portal: PortalAudit, result: InventoryResult) -> Read:
    datasets = portal.snapshot.datasets
    row = pc.index(column(datasets, "id").combine_chunks(), result.considered.subject).as_py()
    page = None if row < 0 else column(datasets, "landing_page")[row].as_py()
    return Read(result, portal, link(page) or link(result.table.url))


def _whole(audit: Audit, portal: PortalAudit, result: InventoryResult, nameless: str, room: Room) -> Read:
    made = _read(portal, result)
    judged, held = result.judgement, result.reconciliation
    if judged is None:
        return made
    fields = _fields(result.columns, judged.completeness)
    there = {one.group: one for one in fields}
    # Completeness speaks of every core group, and of others only where they have a column.
    core = tuple(
        there.get(group, Field(group, (), 0.0, 0.0))
        for group in judged.completeness
        if group in judged.core or group not in there
    )
    groups, left = ((), 0) if held is None else _not_listed(audit, result, held, room.names)
    alike = () if held is None else tuple(match for match in held.matches if match.level == "fuzzy")
    return Read(
        result=result, portal=portal, page=made.page,
        core=core,
        more=tuple(one for one in fields if one.group not in judged.core),
        strange=tuple(one.header for one in result.columns if one.group is None)[: room.names],
        stacks=stacks(result.lines, nameless),
        steps=() if held is None else _steps(held),
        not_listed=groups, not_listed_left=left,
        alike=tuple((match, result.assets[match.asset][1]) for match in alike[: room.names]),
        alike_left=max(0, len(alike) - room.names),
    )  # fmt: skip


def _fields(columns: Sequence[Column], filled: Mapping[str, float]) -> tuple[Field, ...]:
    """Groups that have a column, in the table's order."""
    made = []
    for one in columns:
        if one.group is None or not one.primary or one.group == "system":
            continue
        also = tuple(other.header for other in columns if other.group == one.group and not other.primary)
        made.append(Field(one.group, (one.header, *also[:4]), one.confidence, filled.get(one.group)))
    return tuple(made)


def _steps(held: Reconciliation) -> tuple[Step, ...]:
    before, made = 0, []
    for level in LEVELS:
        found = held.matched.get(level, before)
        made.append(Step(level, found - before, found, found / held.distinct_names if held.distinct_names else 0.0))
        before = found
    return tuple(made)


def _not_listed(audit: Audit, result: InventoryResult, held: Reconciliation, room: int) -> tuple[tuple[Group, ...], int]:
    """By department as the catalogue names it, departments with most of them first; how many more there are."""
    places = [place for place in held.published_not_listed if place < len(result.assets)]
    departments = _departments(audit, [result.assets[place][0] for place in places])
    grouped: dict[str, list[str]] = {}
    for place, department in zip(places, departments, strict=True):
        grouped.setdefault(department, []).append(result.assets[place][1] or result.assets[place][0])
    order = sorted(grouped, key=lambda name: (-len(grouped[name]), name))
    made: list[Group] = []
    for name in order:
        if room > 0:
            made.append(Group(name, len(grouped[name]), tuple(sorted(grouped[name])[:room])))
            room -= len(made[-1].titles)
    return tuple(made), len(places) - sum(len(group.titles) for group in made)


def _departments(audit: Audit, subjects: Sequence[str]) -> list[str]:
    """The organisation of each asset, else its publisher; empty where neither is told."""
    found: dict[str, str] = {}
    asked = pa.array(subjects, pa.string())
    for portal in audit.portals:
        datasets = portal.snapshot.datasets
        rows = pc.index_in(asked, value_set=column(datasets, "id").combine_chunks())
        told = (column(datasets, name).take(rows).to_pylist() for name in ("organization", "publisher"))
        for subject, organization, publisher in zip(subjects, *told, strict=True):
            if name := shown(organization) or shown(publisher):
                found.setdefault(subject, name)
    return [found.get(subject, "") for subject in subjects]
