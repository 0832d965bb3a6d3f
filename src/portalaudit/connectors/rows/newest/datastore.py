"""The newest row of a CKAN resource: `datastore_search`, sorted by a date column, one row. Never its SQL, never a dump.

`desc` puts nulls first, as PostgreSQL does, and CKAN takes `nulls last` only since 2.11 (ckan#7357). So it is sorted plainly,
which all versions take; where nothing usable is on top, or the distinct days are wanted, the greatest distinct values are asked
for, among which all nulls are one. `_id` decides between equal dates, so that the same rows give the same answer.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from urllib.parse import quote, urlencode

from portalaudit.connectors.rows.newest import choice
from portalaudit.connectors.rows.newest.answers import fingerprint, least_gap, refused
from portalaudit.connectors.rows.newest.choice import in_order, is_text
from portalaudit.connectors.rows.newest.columns import MOST_ANSWER, MOST_DAYS, cadence, renewed, untold
from portalaudit.connectors.rows.newest.search import Page, read_page
from portalaudit.connectors.values import escaped
from portalaudit.documents.rowdates.roles import Chosen, deciding, loads_aside
from portalaudit.documents.rowdates.values import DAY, extremes, moment
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Fetch
from portalaudit.model.probes import Answer, ColumnAnswer, KnownColumn, Question
from portalaudit.model.stamps import micros_of

WAY = "datastore"
MOST_TRIES = 2
"""Columns that are asked for one after the other, until one tells a date (own choice)."""
LEAST = 3
"""Distinct least values that are asked for: of text a blank or two, then the least that says something."""
_COLUMNS_GONE = frozenset({"http-400", "http-409"})
"""Refusals after which columns known from before are asked anew, since they may be gone (CKAN answers 409)."""

_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_Parts = tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class _Top:
    """What the greatest values of a column say."""

    page: Page
    place: int | None = None
    """The record in which `raw` stands."""
    newest: int | None = None
    """Microseconds since 1970, as `latest` and `oldest`."""
    latest: int | None = None
    raw: str | None = None
    """What stands on top, a date or not."""
    oldest: int | None = None
    earliest: int | None = None
    earliest_raw: str | None = None


async def newest(fetch: Fetch, url: str, question: Question, latest: datetime) -> Answer:
    """The newest date of the best column of `…/datastore_search?resource_id=…`. One request, and one more each where the columns
    are not known, where what stands on top is empty or cannot be true or the distinct days are wanted, and for the least value
    of text (is it sorted as dates are?) and of a column of updates (is it the time of a load that all rows share?).

    Raises:
        StopRequested: the budget is spent.
    """
    asking = _Asking(fetch, url, micros_of(latest), question.cadence)
    answer = None
    if question.columns:
        answer = await asking.about(question.columns)
        if answer.failure not in _COLUMNS_GONE:
            return answer
    learnt = await asking.get(("limit", 0))
    if isinstance(learnt, Answer):
        return learnt
    if answer is not None and {column.name for column in question.columns} <= {column.name for column in learnt.columns}:
        return replace(answer, rows=learnt.total)  # what it refuses is something else
    return await asking.about(learnt.columns, learnt)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One resource, asked."""

    fetch: Fetch
    url: str
    latest: int
    days: bool
    """The distinct days are wanted too."""

    async def about(self, columns: Sequence[KnownColumn], learnt: Page | None = None) -> Answer:
        """What the column says that tells best how new the rows are; where it tells nothing, what the next one says.

        Args:
            learnt: the answer that told the columns; None where they were known.
        """
        chosen = choice.chosen(columns)
        rows = learnt.total if learnt else None
        answers = untold(columns, chosen)
        said = "only dates that are no update" if chosen else None
        answer = refused(WAY, self.url, learnt.exchange if learnt else None, "no-date-column", said)
        for one in [one for one in chosen if choice.tells(one)][:MOST_TRIES]:
            names = dict.fromkeys([one.column.name, *(other.column.name for other in chosen)])
            answers = [replace(other, at=None) for other in answers]  # they stand in the capture of the question before
            answer = await self._one(one, columns, answers, list(names))
            answers = list(answer.columns or answers)
            if answer.failure not in (None, "dates-as-text") or answer.rows == 0 or deciding(answers) is not None:
                break
        return replace(answer, columns=tuple(answers), rows=rows if answer.rows is None and answer.failure else answer.rows)

    async def _one(
        self, one: Chosen, columns: Sequence[KnownColumn], answers: Sequence[ColumnAnswer], names: Sequence[str]
    ) -> Answer:
        """What one column says.

        Args:
            answers: what is known of the columns so far.
            names: the fields that are asked for.
        """
        best = one.column
        page = await self.get(*_sorted(best.name, "desc", "_id desc"), *_fields(names), ("limit", 1))
        if isinstance(page, Answer):
            return page
        answers = renewed(answers, page.columns)
        if not page.records and page.total:
            failed = refused(WAY, self.url, page.exchange, "shape", f"it declares {page.total:,} rows and gives none")
            return replace(failed, columns=tuple(answers))
        top, days, seen = _top(page, best, self.latest), None, page.values(best.name)
        if page.records and (self.days or top.newest is None) and (not is_text(best) or in_order(seen)):
            asked = await self.get(*_sorted(best.name, "desc"), *_distinct(best.name, page), ("limit", MOST_DAYS))
            if isinstance(asked, Page):
                if not is_text(best) and not _falling(asked, best):
                    failed = refused(WAY, self.url, asked.exchange, "shape", f"{best.name} does not come in the order asked for")
                    return replace(failed, columns=tuple(answers), rows=page.total)
                days = asked
                seen += days.values(best.name)
                top = top if top.newest is not None else _below(top, days, best, self.latest)
        doubtful = in_order(seen) if is_text(best) else one.role == "update" and not self._differ(days, best)
        if top.newest is not None and page.total != 1 and doubtful:
            asked = await self.get(*_sorted(best.name, "asc"), *_least(best, page))
            if isinstance(asked, Answer):
                return replace(asked, columns=tuple(answers), rows=page.total)
            seen += asked.values(best.name)
            top = _with_least(top, asked, best, self.latest)
        if is_text(best) and not (in_order(seen) and (top.newest is None or top.earliest is not None or page.total == 1)):
            failed = refused(WAY, self.url, top.page.exchange, "dates-as-text", f"{best.name} is sorted as text")
            return replace(failed, columns=tuple(_as_text(one, best) for one in answers), rows=page.total)
        made = _answer(self.url, page, top, best, answers, names)
        return made if days is None or deciding(made.columns) is None else self._with_days(made, days, best)

    def _differ(self, days: Page | None, column: KnownColumn) -> bool:
        """Whether rows are known to have more than one date."""
        values = days.values(column.name) if days else []
        return len({found // DAY for value in values if (found := _true(value, column, self.latest)) is not None}) > 1

    def _with_days(self, answer: Answer, days: Page, best: KnownColumn) -> Answer:
        entries, gap = cadence(_true(value, best, self.latest) for value in days.values(best.name))
        capture = days.exchange.capture.id
        return replace(
            answer, entries=entries, cadence_days=gap, cadence_by=None if gap is None else "entries", cadence_capture=capture
        )

    async def get(self, *parts: tuple[str, str | int]) -> Page | Answer:
        """One request, its parameters behind the resource's id; some are given twice, which CKAN reads as a list."""
        address = f"{self.url}&{urlencode(parts, quote_via=quote, errors='replace')}"
        exchange = await self.fetch.get(address, accept="application/json", invited=True, revalidate=True, max_bytes=MOST_ANSWER)
        page = await asyncio.to_thread(read_page, exchange)
        return refused(WAY, self.url, exchange, page.reason, page.detail) if isinstance(page, Gap) else page


def _answer(url: str, page: Page, top: _Top, best: KnownColumn, answers: Sequence[ColumnAnswer], names: Sequence[str]) -> Answer:
    capture = top.page.exchange.capture
    rows, detail = _counted(page)
    if page.records and top.newest is None:
        detail = (
            "the greatest values are empty" if top.raw is None else f"{top.raw!r} is the greatest value, no true date is near"
        )
    at = None if top.place is None else f"/result/records/{top.place}/{escaped(best.name)}"
    columns = loads_aside([_filled(one, top, rows, at) if one.name == best.name else one for one in answers], rows)
    first = page.records[0] if page.records else {}
    gap = least_gap(rows, deciding(columns))
    basis = (WAY, "estimated" if rows is None else "counted", *names)
    return Answer(
        WAY, url, capture.id, capture.fetched_at, None, detail, rows, columns,
        fingerprint=fingerprint(basis, (rows, top.newest, *(first.get(name) for name in names))),
        cadence_days=gap, cadence_by=None if gap is None else "rows", cadence_capture=None if gap is None else capture.id,
    )  # fmt: skip


def _counted(page: Page) -> tuple[int | None, str | None]:
    """How many rows there are, as far as what came bears it out; and what does not."""
    if not page.records:
        return 0, None
    if len(page.records) > 1 and page.total != len(page.records):  # it heeds no limit, so these are all that it has
        return None, f"it declares {page.total} rows and gives {len(page.records)}"
    return page.total, None


def _filled(column: ColumnAnswer, top: _Top, rows: int | None, at: str | None) -> ColumnAnswer:
    return replace(
        column, rows=rows, newest=top.newest, oldest=top.oldest, latest=top.latest, earliest=top.earliest, latest_raw=top.raw,
        earliest_raw=top.earliest_raw, at=at,
    )  # fmt: skip


def _top(page: Page, column: KnownColumn, latest: int) -> _Top:
    """What the values of a page say."""
    values = page.values(column.name)
    true = {place: found for place, value in enumerate(values) if (found := _true(value, column, latest)) is not None}
    read = {place: found for place, value in enumerate(values) if (found := moment(value, column.type)) is not None}
    greatest = max(read, key=read.__getitem__, default=None)
    place = next((at for at, value in enumerate(values) if value is not None), None) if greatest is None else greatest
    raw = None if place is None else _raw(values[place])
    return _Top(page, place, max(true.values(), default=None), None if greatest is None else read[greatest], raw)


def _falling(page: Page, column: KnownColumn) -> bool:
    """The dates come in the order asked for. A server that heeds no `sort` has shown any row, not the newest."""
    found = [at for value in page.values(column.name) if (at := moment(value, column.type)) is not None]
    return all(later >= earlier for later, earlier in pairwise(found))


def _raw(value: object) -> str | None:
    return None if value is None else str(value)[:100]


def _below(top: _Top, days: Page, column: KnownColumn, latest: int) -> _Top:
    """The same, looked for among the distinct values."""
    found = _top(days, column, latest)
    if top.raw is None:
        return found
    place = next((at for at, value in enumerate(days.values(column.name)) if _raw(value) == top.raw), None)
    return replace(found, place=place, latest=top.latest, raw=top.raw)


def _true(value: object, column: KnownColumn, latest: int) -> int | None:
    """A value as a date that can be true."""
    return extremes(value, None, column.type, latest).newest


def _least(column: KnownColumn, page: Page) -> _Parts:
    """One row; of text, whose least value may be blank, a few distinct ones."""
    return (*_distinct(column.name, page), ("limit", LEAST)) if is_text(column) else (*_fields([column.name]), ("limit", 1))


def _with_least(top: _Top, asked: Page, column: KnownColumn, latest: int) -> _Top:
    """With the least value that says something."""
    values = asked.values(column.name)
    said = next((value for value in values if value is not None and str(value).strip()), None)
    span = extremes(None, said, column.type, latest)
    return replace(top, oldest=span.oldest, earliest=span.earliest, earliest_raw=span.earliest_raw)


def _as_text(answer: ColumnAnswer, column: KnownColumn) -> ColumnAnswer:
    return replace(answer, kind="text", role="other", why="dates-as-text") if answer.name == column.name else answer


def _sorted(name: str, way: str, *more: str) -> _Parts:
    """The order. A name that is no plain word is quoted, since CKAN takes the last words of a clause for its direction; a quote
    within it is no trouble."""
    return _listed("sort", [f"{name} {way}" if _PLAIN.fullmatch(name) else f'"{name}" {way}', *more])


def _fields(names: Sequence[str]) -> _Parts:
    return _listed("fields", names)


def _listed(parameter: str, values: Sequence[str]) -> _Parts:
    """Values separated by commas, as CKAN documents it; where one has a comma itself one parameter a value, a lone one twice,
    since what CKAN is given once it splits at commas."""
    if not any("," in value for value in values):
        return ((parameter, ",".join(values)),)
    return tuple((parameter, value) for value in (values if len(values) > 1 else [*values, *values]))


def _distinct(name: str, page: Page) -> _Parts:
    """Distinct values of a column; without their number, which costs the database a second look, where that can be left out."""
    distinct: _Parts = (("distinct", "true"), *_fields([name]))
    return (*distinct, ("include_total", "false")) if page.counts else distinct
