"""The newest row of a Socrata asset, asked by SODA: one small question, in which the server looks through the rows.

`:updated_at` is not asked for: a load that replaces every row sets it, and the platform's stamp of the data says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from statistics import median

from portalaudit.connectors.answers import DETAIL
from portalaudit.connectors.rows.asset import NO_ADDRESS, PATIENCE, Asset
from portalaudit.connectors.rows.newest.answers import MOST_DATES, MOST_NUMBERS, fingerprint, least_gap, refused
from portalaudit.connectors.rows.newest.soda_answers import Row, columns_of, count_of, days_of, out_of_date, the_row, value_of
from portalaudit.connectors.rows.newest.soql import (
    NO_SUCH_COLUMN,
    TYPE_MISMATCH,
    Refusal,
    Selection,
    alias,
    identifier,
    is_fixed,
    plain,
    selection,
    told,
    until,
)
from portalaudit.documents.rowdates.roles import Chosen, dated, deciding, loads_aside
from portalaudit.documents.rowdates.values import extremes
from portalaudit.model.capture import Exchange
from portalaudit.model.ports import Fetch
from portalaudit.model.probes import Answer, CadenceBy, ColumnAnswer, KnownColumn, Question
from portalaudit.model.stamps import micros_of

WAY = "soda"
MOST_BYTES = 4 * 1024 * 1024
"""Bytes of an answer of one row or of MOST_DAYS (own choice; a row of a wide table may hold a polygon)."""
MOST_GONE = 3
"""Columns that may turn out to be hidden or renamed, each of which costs a request (own choice)."""
MOST_DAYS = 100
"""Distinct days that the gaps between entries are taken from (own choice)."""
NOWHERE = Refusal("shape", NO_ADDRESS)


@dataclass(frozen=True, slots=True)
class _Told:
    """The answer to a selection."""

    selection: Selection
    row: Row
    exchange: Exchange
    notes: tuple[str, ...]


async def newest(
    fetch: Fetch, url: str, question: Question, latest: datetime, patience: Sequence[float] = PATIENCE
) -> Answer:  # fmt: skip
    """Number of rows, extremes of the date columns and of a few numbers: one request.

    Further requests only where they are needed: one row, where nobody told the columns; the question again without columns that
    are hidden or renamed, or without numbers that are none; the newest date up to the audit's day, where a column that decides
    holds later ones; the newest distinct days, where `question.cadence` asks for them.

    Without date columns the number of rows and the extremes of numbers still make a fingerprint, and `columns` is empty: the
    rows answered, but say nothing of their age.

    Args:
        url: `…/resource/4x4.json`.
        latest: the moment of the audit.
        patience: seconds before each further try of an answer that is being prepared (202).

    Raises:
        StopRequested: the budget is spent.
    """
    asset, columns = Asset(fetch, url, patience, MOST_BYTES), question.columns
    if not columns:
        exchange = await asset.get(limit=1)
        learnt = NOWHERE if exchange is None else columns_of(exchange)
        if isinstance(learnt, Refusal):
            return refused(WAY, url, exchange, learnt.reason, learnt.detail)
        columns = learnt
    known: dict[str, KnownColumn] = {}
    for column in columns:
        known.setdefault(column.name.casefold(), column)
    as_text = [column.name for column in known.values() if column.kind == "date" and plain(column.type) == "text"]
    chosen = dated([column for column in known.values() if column.name not in as_text], MOST_DATES)
    numbers = [column for column in known.values() if column.kind == "number" and not column.name.startswith(":")]
    found = await _asked(asset, url, chosen, numbers[:MOST_NUMBERS], known)
    if isinstance(found, Answer):
        return found
    rows = count_of(found.row.get(found.selection.rows))
    answers = loads_aside(_answers(found, chosen, rows, latest), rows)
    mark = _fingerprint(found, answers, rows)
    answers, late = await _plausible(asset, found.selection, answers, latest)
    notes = [*told(as_text, "dates as text have no order"), *found.notes, *late]
    capture = found.exchange.capture
    answer = Answer(
        WAY, url, capture.id, capture.fetched_at, rows=rows, columns=answers, out_of_date=out_of_date(found.exchange),
        fingerprint=mark, detail="; ".join(notes)[:DETAIL] or None,
    )  # fmt: skip
    return await _cadence(asset, answer, question.cadence, latest, known)


async def _asked(
    asset: Asset, url: str, chosen: Sequence[Chosen], numbers: Sequence[KnownColumn], known: Mapping[str, KnownColumn]
) -> _Told | Answer:
    """The extremes, asked again without what the server does not know."""
    dates, gone, notes = [one.column for one in chosen], list[str](), list[str]()
    while True:
        asked = selection(url, dates, numbers, known)
        exchange = await asset.get(select=asked.text)
        if exchange is None:
            return refused(WAY, url, None, NOWHERE.reason, NOWHERE.detail)
        row = the_row(exchange)
        if not isinstance(row, Refusal):
            if not asked.aliases & row.keys():
                return refused(WAY, url, exchange, "shape", "the answer holds nothing of what was asked for")
            notes += told(asked.unnamed, "no names in SoQL") + told(asked.unfit, "no room in the address for")
            return _Told(asked, row, exchange, (*told(gone, "not there"), *notes))
        missing = asked.named(row.column) if row.reason == NO_SUCH_COLUMN else None
        if missing is not None and len(gone) < MOST_GONE:
            gone.append(missing)
            dates = [column for column in dates if column.name != missing]
            numbers = [column for column in numbers if column.name != missing]
        elif row.reason == TYPE_MISMATCH and any(one.column.kind == "number" for one in asked.asked):
            notes.append("numbers are of another type")
            numbers = []
        else:
            return refused(WAY, url, exchange, row.reason, row.detail)


def _answers(found: _Told, chosen: Sequence[Chosen], rows: int | None, latest: datetime) -> tuple[ColumnAnswer, ...]:
    """What was learnt of the date columns."""
    by_name, audit = {one.column.name: one for one in chosen}, micros_of(latest)
    answers = []
    for asked in found.selection.asked:
        if asked.column.kind != "date":
            continue
        one, column = by_name[asked.column.name], asked.column
        high, low, filled = (found.row.get(key) for key in (asked.high, asked.low, asked.count))
        span, held = extremes(value_of(high), value_of(low), column.type, audit), count_of(filled)
        answers.append(ColumnAnswer(
            column.name, "date", one.role, one.why, column.type, column.title, column.description, rows,
            None if rows is None or held is None or held > rows else rows - held,
            newest=span.newest, oldest=span.oldest, latest=span.latest, earliest=span.earliest, latest_raw=span.latest_raw,
            earliest_raw=span.earliest_raw, at=None if span.latest_raw is None else f"/0/{asked.high}",
        ))  # fmt: skip
    return tuple(answers)


def _fingerprint(found: _Told, answers: Sequence[ColumnAnswer], rows: int | None) -> str | None:
    """Over the number of rows and the extremes but for those of loads, which move without a row being another."""
    if rows is None:
        return None
    loads = {one.name for one in answers if one.role == "load"}
    asked = [one for one in found.selection.asked if one.column.name not in loads]
    values = [str(value_of(found.row.get(key))) for one in asked for key in (one.high, one.low, one.count) if key]
    return fingerprint([WAY, *(one.column.name for one in asked)], [rows, *values])


async def _plausible(
    asset: Asset, asked: Selection, answers: tuple[ColumnAnswer, ...], latest: datetime
) -> tuple[tuple[ColumnAnswer, ...], list[str]]:
    """The newest date up to the audit's day, of columns that decide and whose greatest lies behind it: one request for all.

    That date stands in a capture of its own; `at` goes on to tell where the greatest stands.
    """
    audit = micros_of(latest)
    late = {
        one.name
        for one in answers
        if one.role in ("update", "event")
        and one.newest is None
        and one.latest_raw
        and (one.latest is None or one.latest > audit)
    }
    asking = {one.column.name: (one, until(one.field, one.column, latest)) for one in asked.asked if one.column.name in late}
    if not asking:
        return answers, []
    if len(asking) == 1:
        ((one, test),) = asking.values()
        exchange = await asset.get(select=f"max({one.field}) AS {one.high}", where=test)
    else:
        parts = (f"max(case({test}, {one.field})) AS {one.high}" for one, test in asking.values())
        exchange = await asset.get(select=",".join(parts))
    row = NOWHERE if exchange is None else the_row(exchange)
    if isinstance(row, Refusal):
        return answers, [f"dates up to the audit: {row.reason}"]
    newest = {
        name: extremes(value_of(row.get(one.high)), None, one.column.type, audit).newest for name, (one, _) in asking.items()
    }
    return tuple(replace(one, newest=newest.get(one.name, one.newest)) for one in answers), []


async def _cadence(asset: Asset, answer: Answer, ask: bool, latest: datetime, known: Mapping[str, KnownColumn]) -> Answer:
    """The gaps between the newest distinct days, where they are asked for and come; else what the number of rows tells."""
    column = deciding(answer.columns)
    field = identifier(column.name) if column else None
    if column is None or field is None:
        return answer
    notes = [answer.detail] if answer.detail else []
    if ask:
        day, count = alias("d", known), alias("n", known)
        zone = "z" if is_fixed(column.type, column.name) else ""
        exchange = await asset.get(
            select=f"date{zone}_trunc_ymd({field}) AS {day},count(*) AS {count}",
            where=until(field, known[column.name.casefold()], latest), group=day, order=f"{day} DESC", limit=MOST_DAYS,
        )  # fmt: skip
        days = NOWHERE if exchange is None else days_of(exchange, day, column.type, latest, MOST_DAYS)
        if exchange is not None and not isinstance(days, Refusal):
            gap = float(median(later - earlier for earlier, later in pairwise(days))) if len(days) > 1 else None
            by = exchange.capture.id
            return replace(answer, entries=len(days), cadence_days=gap, cadence_by="entries", cadence_capture=by)
        notes.append(f"days of entries: {days.reason}" if isinstance(days, Refusal) else "")
    gap = least_gap(None if answer.rows is None else answer.rows - (column.nulls or 0), column)
    by_rows: CadenceBy | None = None if gap is None else "rows"
    return replace(answer, cadence_days=gap, cadence_by=by_rows, detail="; ".join(notes)[:DETAIL] or None)
