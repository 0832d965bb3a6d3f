"""Which datasets are asked about their rows tonight, and which go on with an earlier night's answer. The choice is recorded.

First asked are those that nobody asked before and those whose stamp moved; the others go on with what an earlier audit was
answered, until that is some weeks old: a portal may change rows and never its stamp.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.audit.ownership import ownership
from portalaudit.connectors.rows import Offers
from portalaudit.data.declared import read_frequency
from portalaudit.documents.rowdates.roles import kind_of
from portalaudit.model import frames
from portalaudit.model.counting import own_datasets, own_views
from portalaudit.model.portal import City
from portalaudit.model.probes import Before, KnownColumn, Question
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.stamps import iso_micros, moment_of

Mode = Literal["none", "sample", "all"]

SAMPLE = 50
"""Datasets of a sample: the most viewed, then by id (contract)."""
ROTATION = 30
"""Days after which an answer is asked for again, on average, though no stamp moved (own choice): half of that at the least and
half as much again at the most, spread by the dataset's id, so that a night asks for a thirtieth."""
CADENCES = 10
"""Datasets of a night whose distinct days are asked for too (own choice): each costs a request of its own."""
MOST_COLUMNS = 120
"""Columns of one dataset that are looked at (own choice; wider tables are told by their first)."""
PASSING = (
    "http-429", "http-5", "http-202", "timeout", "connect", "budget", "not-archived", "truncated", "not-asked", "robots", "waf",
    "not-json", "unreadable",
)  # fmt: skip
"""Beginnings of the failures that may have passed the next night: such a dataset is asked again. `robots` is also said where the
file could not be read; asking for that costs a host one request."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One dataset, and what is to be done about its rows."""

    question: Question
    as_of: datetime
    """The moment that answers are judged against: of an answer that is carried on, of the audit that asked for it."""
    carry: tuple[str, ...] = ()
    """Captures of an earlier answer to go on with; empty to ask."""
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the choice is made by."""

    mode: Mode
    city: City | None
    past: Callable[[], Mapping[str, Before]] = dict
    """Dataset → what the newest audit that asked knows of it; looked up when the choice is made."""
    holds: Callable[[Sequence[str]], bool] = lambda captures: False
    """Whether the archive has these captures."""


def choose(snapshot: Snapshot, root: str, wanted: Wanted) -> list[Planned]:
    """What to do about the rows of a portal's datasets, in the order of their ids. None of mode `none`."""
    if wanted.mode == "none":
        return []
    stamps, past, offers, told = stamps_of(snapshot), wanted.past(), Offers(snapshot, root), Told(snapshot)
    names = frames.column(snapshot.datasets, "id").to_pylist()
    candidates = _candidates(snapshot, wanted)
    plans = [
        _plan(Question(names[row], offers.ways(row), told.of(row)), stamps[row], past.get(names[row]), snapshot.taken_at, wanted)
        for row in candidates
    ]
    declared = frames.Lines(snapshot.datasets, ("frequency", "frequency_key"))
    periodic = {names[row] for row in candidates if _declares_period(**declared.read(row, row + 1)[0])}
    return _with_cadences(plans, periodic)


def _declares_period(frequency: str | None, frequency_key: str | None) -> bool:
    found = read_frequency(frequency, frequency_key) if frequency else None
    return found is not None and found.days is not None


def stamps_of(snapshot: Snapshot) -> Sequence[datetime | None]:
    """The platform's stamp of each dataset's data; else what the catalogue states, else the stamp of the metadata."""
    told = [frames.column(snapshot.datasets, name).to_pylist() for name in ("data_modified", "modified", "metadata_modified")]
    return [data or _stated(stated) or metadata for data, stated, metadata in zip(*told, strict=True)]


def _stated(text: str | None) -> datetime | None:
    micros = iso_micros(text) if text else None
    return None if micros is None else moment_of(micros)


def _candidates(snapshot: Snapshot, wanted: Wanted) -> list[int]:
    """Rows of the city's own datasets, or of unknown ownership: the sample first chosen, then all by id. Of mode `all` the views
    of other datasets too: a portal may publish its data as filters of tables that it hides, as Chattanooga does."""
    whose = ownership(snapshot, wanted.city)
    mask = own_datasets(snapshot, whose)
    if wanted.mode == "all":
        mask |= own_views(snapshot, whose)
    rows = np.flatnonzero(mask)
    if wanted.mode == "sample" and len(rows) > SAMPLE:
        views = np.asarray(pc.fill_null(frames.column(snapshot.datasets, "views"), -1).to_numpy())[rows]
        rows = np.sort(rows[np.lexsort((rows, -views))][:SAMPLE])
    return [int(row) for row in rows]


def _plan(question: Question, stamp: datetime | None, before: Before | None, taken_at: datetime, wanted: Wanted) -> Planned:
    question = with_learnt(question, before)
    asks = before is None or _moved(before, stamp) or _passing(before) or _due(before, question.subject, taken_at)
    if before is None or asks or not wanted.holds(before.captures):
        return Planned(question, taken_at, before=before)
    return Planned(replace(question, cadence=before.cadence), before.as_of, before.captures, before)


def with_learnt(question: Question, before: Before | None) -> Question:
    """The question with the columns that an earlier answer told, where the catalogue tells none. A layer is asked anew what it
    is, for it also says when its rows last changed."""
    layer = bool(question.ways) and question.ways[0].kind == "features"
    return question if question.columns or before is None or layer else replace(question, columns=before.columns)


def _moved(before: Before, stamp: datetime | None) -> bool:
    return stamp != before.stamp


def _passing(before: Before) -> bool:
    return not before.captures or (before.failure or "").startswith(PASSING)


def _due(before: Before, subject: str, taken_at: datetime) -> bool:
    """The answer is old enough to be asked for again, by a number of days that the dataset's id decides."""
    spread = int.from_bytes(hashlib.sha256(subject.encode("utf-8", "replace")).digest()[:4], "big") % ROTATION
    return (taken_at - before.as_of).days >= ROTATION // 2 + spread


class Told:
    """The columns of datasets as their catalogue tells them, those of the platform's own making left out."""

    __slots__ = ("_columns",)

    def __init__(self, snapshot: Snapshot) -> None:
        self._columns = frames.Hanging(snapshot.columns, ("name", "title", "type", "description", "system"))

    def of(self, row: int) -> tuple[KnownColumn, ...]:
        """Of one dataset, its first MOST_COLUMNS."""
        return tuple(
            KnownColumn(one["name"], kind_of(one["type"] or "", one["name"]), one["type"] or "", one["title"], one["description"])
            for one in self._columns.of(row, MOST_COLUMNS)
            if one["name"] and not one["system"]
        )


def _with_cadences(plans: list[Planned], periodic: Collection[str]) -> list[Planned]:
    """A few of those that are asked are asked for their distinct days too: those first whose rows seemed far apart when they were
    last asked, then those that declare a period (`periodic`), by id. Who told its days the last time comes after all of them:
    asked for its rows alone it would tell less tonight than then, so that a finding would come and go."""
    wanting = [place for place, plan in enumerate(plans) if not plan.carry and plan.question.ways]

    def rank(place: int) -> tuple[bool, float, bool, str]:
        plan = plans[place]
        gap = plan.before.gap or 0.0 if plan.before else 0.0
        return _has_cadence(plan), -gap, plan.question.subject not in periodic, _shuffled(plan)

    chosen = set(sorted(wanting, key=rank)[:CADENCES])
    return [_asking_days(plan) if place in chosen else plan for place, plan in enumerate(plans)]


def _has_cadence(plan: Planned) -> bool:
    return plan.before is not None and plan.before.cadence


def _shuffled(plan: Planned) -> str:
    return hashlib.sha256(f"{plan.as_of.date()} {plan.question.subject}".encode("utf-8", "replace")).hexdigest()


def _asking_days(plan: Planned) -> Planned:
    return replace(plan, question=replace(plan.question, cadence=True))


# What an earlier audit knows ---------------------------------------------------------------------------------------------


def befores(snapshot: Snapshot) -> dict[str, Before]:
    """What a stored snapshot knows of the rows of its datasets, by their ids."""
    names = frames.column(snapshot.datasets, "id").to_pylist()
    profiled = _profiled(snapshot)
    found = {}
    for line in frames.to_table(snapshot.probes).to_pylist():
        if line["as_of"] is not None:
            found[names[line["dataset"]]] = Before(
                tuple(line["captures"] or ()), line["as_of"], line["failure"], line["stamp"], line["fingerprint"],
                line["since"], line["since_stamp"], line["changed"] is True,
                profiled.get(line["dataset"], ()) if line["way"] != "file" else (), line["cadence_by"] == "entries",
                line["cadence_days"] if line["cadence_by"] == "rows" else None,
            )  # fmt: skip
    return found


def _profiled(snapshot: Snapshot) -> dict[int, tuple[KnownColumn, ...]]:
    """Columns that were learnt by asking; those of datasets whose catalogue tells them are left out, for it tells them anew."""
    told = pc.unique(frames.column(snapshot.columns, "dataset"))
    table = frames.to_table(snapshot.profiles)
    learnt = table.filter(pc.invert(pc.is_in(table["dataset"], value_set=told.cast(pa.int32()))))
    found: dict[int, list[KnownColumn]] = {}
    for line in learnt.select(["dataset", "name", "kind", "type", "title", "description"]).to_pylist():
        column = KnownColumn(line["name"], line["kind"], line["type"] or "", line["title"], line["description"])
        found.setdefault(line["dataset"], []).append(column)
    return {row: tuple(columns) for row, columns in found.items()}
