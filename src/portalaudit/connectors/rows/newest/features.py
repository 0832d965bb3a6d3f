"""The newest row of an ArcGIS layer or table: its extremes by `outStatistics`, else the first row of an order.

Without known columns the layer is asked first what it is, and then tells when its rows last changed. All errors come with
status 200 (reference: portal-apis 3.5).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portalaudit.connectors.rows.layer import edited, layer_of, rows_of
from portalaudit.connectors.rows.newest import answers as made
from portalaudit.connectors.rows.newest import choice
from portalaudit.connectors.rows.newest import statistics as told
from portalaudit.connectors.rows.newest.choice import in_order, is_text
from portalaudit.connectors.rows.newest.columns import MOST_ANSWER, MOST_DAYS, cadence, untold
from portalaudit.connectors.values import escaped, integer
from portalaudit.documents.rowdates.roles import Chosen, deciding, loads_aside
from portalaudit.documents.rowdates.values import Span, extremes
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch
from portalaudit.model.probes import Answer, ColumnAnswer, KnownColumn, Question
from portalaudit.model.stamps import micros_of

WAY = "features"
_PART = "rows"
ALL = "1=1"
_UNABLE = frozenset({"http-400", "http-500", "error", "shape"})
"""What a layer answers to a question that it cannot take."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a query told."""

    exchange: Exchange
    spans: Mapping[str, tuple[Span, str]]
    """Extremes by column, and the JSON Pointer to the greatest."""
    rows: int | None
    asked: tuple[str, ...]
    """What was asked for, and …"""
    content: tuple[object, ...]
    """… what came, for the fingerprint."""


_By = Callable[[Sequence[Chosen], str], Awaitable[_Found | Answer]]
"""A way to ask for the extremes of columns under a condition."""


async def newest(fetch: Fetch, url: str, question: Question, latest: datetime) -> Answer:
    """The dates of the columns of `…/FeatureServer/0`. One request where the columns are known and else two, one more each for a
    date that cannot be true, the distinct days, and a layer that takes no statistics (then it is asked what it can, too).

    Raises:
        StopRequested: the budget is spent.
    """
    asking, answer = _Asking(fetch, url, latest, question.cadence, question.columns), None
    if question.columns:
        answer = await asking.answer(asking.by_statistics)
        if answer.failure not in _UNABLE:
            return answer
    exchange = await asking.get(f"{url}?f=json")
    layer = await asyncio.to_thread(layer_of, exchange, _PART)
    if isinstance(layer, Gap):
        return made.refused(WAY, url, exchange, layer.reason, layer.detail)
    columns = told.columns_of(layer)
    asking = replace(asking, columns=columns, source=exchange, paged=not told.lacks(layer, "supportsPagination"))
    lost = {column.name for column in question.columns} - {column.name for column in columns}
    if (answer is None or lost) and not told.lacks(layer, "supportsStatistics"):
        answer = await asking.answer(asking.by_statistics)
    if (answer is None or answer.failure in _UNABLE) and told.sorts(layer):
        answer = await asking.answer(asking.by_order)
    if answer is None:
        answer = made.refused(WAY, url, exchange, "no-way", "a layer that neither counts nor sorts")
        answer = replace(answer, columns=tuple(untold(columns, ())))
    return replace(answer, data_modified=edited(layer, exchange.capture.id)[0])


@dataclass(frozen=True, slots=True)
class _Asking:
    """One layer, asked."""

    fetch: Fetch
    url: str
    latest: datetime
    days: bool
    """The distinct days are wanted too."""
    columns: Sequence[KnownColumn]
    source: Exchange | None = None
    """What told the columns; None where they were known."""
    paged: bool = True
    """It takes `resultRecordCount`."""

    async def answer(self, by: _By) -> Answer:
        """What the dates say, asked for in one way."""
        columns, chosen = self.columns, choice.chosen(self.columns)
        if not any(map(choice.tells, chosen)):
            said = "only dates that are no update" if chosen else None
            failed = made.refused(WAY, self.url, self.source, "no-date-column", said)
            return replace(failed, columns=tuple(untold(columns, chosen)))
        found = await by(chosen, ALL)
        if isinstance(found, Answer):
            return replace(found, columns=tuple(untold(columns, chosen)))
        unsorted = [one for one in chosen if is_text(one.column) and not _in_order(found, one.column.name)]
        if unsorted:
            names = ", ".join(one.column.name for one in unsorted)
            failed = made.refused(WAY, self.url, found.exchange, "dates-as-text", f"{names}: sorted as text")
            answers = untold(columns, [one for one in chosen if one not in unsorted])
            return replace(failed, columns=tuple(answers), rows=found.rows)
        return await self._finished(by, chosen, found, [_filled(one, found) for one in untold(columns, chosen)])

    async def _finished(self, by: _By, chosen: Sequence[Chosen], found: _Found, answers: Sequence[ColumnAnswer]) -> Answer:
        """The answer, once dates that cannot be true were looked past, with the distinct days where they are wanted.

        Its capture is the one that holds the extremes, whatever came of looking past them.
        """
        detail = None
        odd = next((one for one in answers if one.role in ("update", "event") and one.latest_raw and one.newest is None), None)
        if odd is not None and deciding(answers) is None:
            detail = f"{odd.name}: {odd.latest_raw!r} is the greatest value, and no date below it could be told"
            past = await self._past(by, [one for one in chosen if one.column.name == odd.name])
            span, _ = past.spans.get(odd.name, (Span(), "")) if past is not None else (Span(), "")
            if span.newest is not None:
                detail = None
                answers = [replace(one, newest=span.newest) if one.name == odd.name else one for one in answers]
        columns = loads_aside(answers, found.rows)
        best, capture = deciding(columns), found.exchange.capture
        gap = made.least_gap(found.rows, best)
        mark = made.fingerprint((WAY, *found.asked), found.content)
        answer = Answer(
            WAY, self.url, capture.id, capture.fetched_at, None, detail, found.rows, columns, fingerprint=mark,
            cadence_days=gap, cadence_by=None if gap is None else "rows", cadence_capture=None if gap is None else capture.id,
        )  # fmt: skip
        return answer if best is None or not self.days else await self._with_days(answer, best)

    async def _past(self, by: _By, odd: Sequence[Chosen]) -> _Found | None:
        """The same column, without what lies after the day of the audit."""
        if not all(told.plain(one.column.name) for one in odd):
            return None
        found = await by(odd, told.until(odd[0].column, self.latest))
        return found if isinstance(found, _Found) else None

    async def _with_days(self, answer: Answer, best: ColumnAnswer) -> Answer:
        """With the gaps between the newest distinct days; without, where the layer does not group."""
        column = next(one for one in self.columns if one.name == best.name)
        if not told.plain(best.name):
            return answer
        count = told.Asked((("count", best.name, "n_rows"),))
        rows = await self._query(
            where=told.until(column, self.latest), groupByFieldsForStatistics=best.name, outStatistics=count.text,
            orderByFields=f"{best.name} DESC", **({"resultRecordCount": MOST_DAYS} if self.paged else {}),
        )  # fmt: skip
        if isinstance(rows, Answer):
            return answer
        exchange, found = rows
        values = [_value(row, best.name) for row in found[:MOST_DAYS]]
        entries, gap = cadence(extremes(value, None, best.type, micros_of(self.latest)).newest for value in values)
        if entries is None or gap is None:
            return answer
        return replace(answer, entries=entries, cadence_days=gap, cadence_by="entries", cadence_capture=exchange.capture.id)

    async def by_statistics(self, chosen: Sequence[Chosen], where: str) -> _Found | Answer:
        """The number of rows, the extremes of dates and of a few numbers."""
        key = next((column.name for column in self.columns if column.type == told.KEY), None)
        numbers = [column.name for column in self.columns if column.kind == "number"][: made.MOST_NUMBERS]
        asked = told.statistics(key, [*(one.column.name for one in chosen), *(numbers if where == ALL else ())])
        rows = await self._query(where=where, outStatistics=asked.text)
        if isinstance(rows, Answer):
            return rows
        exchange, found = rows
        row = found[0] if found else {}
        if found and not any(told.value_of(row, name) for _, _, name in asked.names):
            return made.refused(WAY, self.url, exchange, "shape", "an answer without what was asked for")
        spans = {}
        for one in chosen:
            high, low = (told.value_of(row, asked.name(kind, one.column.name)) for kind in ("max", "min"))
            if high is not None:
                span = extremes(high[1], low[1] if low else None, one.column.type, micros_of(self.latest))
                spans[one.column.name] = (span, f"/features/0/attributes/{escaped(high[0])}")
        counted = integer(_value(row, asked.name("count", key))) if key else None
        content = tuple(_value(row, name) for _, _, name in asked.names)
        return _Found(exchange, spans, counted, tuple(f"{kind} {field}" for kind, field, _ in asked.names), content)

    async def by_order(self, chosen: Sequence[Chosen], where: str) -> _Found | Answer:
        """The first row of an order by the best date; no number of rows."""
        best = next((one.column for one in chosen if choice.tells(one) and told.plain(one.column.name)), None)
        if best is None or is_text(best):
            return made.refused(WAY, self.url, self.source, "no-date-column", "no name that it could be sorted by")
        condition = told.filled(best.name) if where == ALL else where
        few = {"resultRecordCount": 1} if self.paged else {}
        rows = await self._query(where=condition, outFields=best.name, orderByFields=f"{best.name} DESC", **few)
        if isinstance(rows, Answer):
            return rows
        exchange, found = rows
        values = [told.value_of(row, best.name) for row in found]
        spans = {
            place: (
                extremes(value[1], None, best.type, micros_of(self.latest)),
                f"/features/{place}/attributes/{escaped(value[0])}",
            )
            for place, value in enumerate(values)
            if value is not None and value[1] is not None
        }
        greatest = max(spans, key=lambda place: spans[place][0].latest or 0, default=None)
        kept = {} if greatest is None else {best.name: spans[greatest]}
        return _Found(exchange, kept, None, ("first", best.name), tuple(span.latest_raw for span, _ in kept.values()))

    async def _query(self, **parameters: str | int) -> tuple[Exchange, list[dict[str, object]]] | Answer:
        """The attributes of a query's rows."""
        exchange = await self.get(told.address(self.url, **parameters))
        answer = await asyncio.to_thread(rows_of, exchange, _PART)
        if isinstance(answer, Gap):
            return made.refused(WAY, self.url, exchange, answer.reason, answer.detail)
        return exchange, told.attributes(answer)

    async def get(self, address: str) -> Exchange:
        """One request. The REST API is documented and public, so robots.txt does not bar it."""
        return await self.fetch.get(address, accept="application/json", invited=True, revalidate=True, max_bytes=MOST_ANSWER)


def _in_order(found: _Found, name: str) -> bool:
    """Whether the extremes of a column of text are dates, so that what lies between them is in the order of the days."""
    span = found.spans[name][0] if name in found.spans else Span()
    return in_order([span.latest_raw, span.earliest_raw])


def _filled(column: ColumnAnswer, found: _Found) -> ColumnAnswer:
    if column.name not in found.spans:
        return column
    span, at = found.spans[column.name]
    return replace(
        column, rows=found.rows, newest=span.newest, oldest=span.oldest, latest=span.latest, earliest=span.earliest,
        latest_raw=span.latest_raw, earliest_raw=span.earliest_raw, at=None if span.latest_raw is None else at,
    )  # fmt: skip


def _value(row: Mapping[str, object], name: str | None) -> object:
    found = told.value_of(row, name) if name else None
    return found[1] if found else None
