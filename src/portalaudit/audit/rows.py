"""The crawl's second phase, rows: how new the rows of datasets are, asked of the server, one small question a dataset.

What is asked and what goes on with an earlier answer is a recorded event (`rowrecord`), so that a replay asks the archive the
same.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Unpack
from urllib.parse import urlsplit

from portalaudit.archive.reader import ArchiveReader
from portalaudit.audit.rowchoice import CADENCES, SAMPLE, Planned, Wanted, choose, stamps_of
from portalaudit.audit.rowframes import Asked, probes_frame, profiles_frame
from portalaudit.audit.rowrecord import recorded
from portalaudit.connectors.rows.newest.ask import ask
from portalaudit.errors import ArchiveError
from portalaudit.fetch.replay import NOT_ARCHIVED, Replay
from portalaudit.model.capture import Capture, Exchange, Gap
from portalaudit.model.ports import Asking, Fetch, Journal, PlanLine
from portalaudit.model.probes import Answer, Question
from portalaudit.model.snapshot import Snapshot

AT_ONCE = 2
"""Datasets that are asked about at once: as many as a host has connections by default."""
LOST = 3
"""Silences in a row after which nothing more is asked of a host (own choice, as for single views)."""
PART = "rows"
UNTRIED = frozenset({"no-way", "no-date-column", "not-tabular", "too-large", "dates-as-text", "export", "empty"})
"""Failures that hide nothing: there was nothing to ask, or it is told elsewhere."""
_SILENT = ("timeout", "connect")


def plan_rows(mode: str, root: str) -> tuple[PlanLine, ...]:
    """The line of a request plan for questions about rows."""
    if mode == "none":
        return ()
    most = SAMPLE if mode == "sample" else None
    whose = "of the most viewed" if most else "a dataset"
    note = (
        f"how new the rows are: one small question {whose}, {CADENCES} of them two; later nights only what moved, and a rotation"
    )
    return (PlanLine(PART, root, most, note),)


async def ask_rows(
    snapshot: Snapshot, fetch: Fetch, journal: Journal, root: str, wanted: Wanted, reader: ArchiveReader
) -> Snapshot:
    """The snapshot with what its datasets' rows say.

    Raises:
        StopRequested: the budget is spent or a signal came; what was fetched is in the archive.
    """
    planned = await asyncio.to_thread(recorded, journal, snapshot, lambda: choose(snapshot, root, wanted))
    if not planned:
        return snapshot
    answers = await _answers([plan for _, plan in planned], fetch, reader, snapshot.taken_at)
    stamps = await asyncio.to_thread(stamps_of, snapshot)
    asked = [Asked(row, *answer, stamps[row]) for (row, _), answer in zip(planned, answers, strict=True)]
    probes, profiles = await asyncio.to_thread(lambda: (probes_frame(asked), profiles_frame(asked)))
    return replace(snapshot, probes=probes, profiles=profiles, gaps=(*snapshot.gaps, *_gaps(asked)))


@dataclass(slots=True)
class _Listening:
    """A fetch that notes the captures of one question."""

    fetch: Fetch
    taken: list[str]

    async def get(self, url: str, **asked: Unpack[Asking]) -> Exchange:
        """See `model.ports.Fetch`."""
        exchange = await self.fetch.get(url, **asked)
        self.taken += [capture.id for capture in (*exchange.history, exchange.capture)]
        return exchange

    def resolve(self, exchange: Exchange) -> str:
        """See `model.ports.Fetch`."""
        return self.fetch.resolve(exchange)


_Came = tuple[Planned, Answer, tuple[str, ...]]
"""What was done, what came of it, and its captures."""


async def _answers(plans: Sequence[Planned], fetch: Fetch, reader: ArchiveReader, taken_at: datetime) -> list[_Came]:
    """What came of each. After LOST silences in a row the rest of a host is not asked; told by answers alone, a few at a time, so
    that a replay does the same."""
    archived = await asyncio.to_thread(_archived, plans, reader)
    found: list[_Came] = []
    silent: Counter[str] = Counter()
    for start in range(0, len(plans), AT_ONCE):
        now = plans[start : start + AT_ONCE]
        lost = {host for plan in now if silent[host := _host(plan)] >= LOST}
        few = await asyncio.gather(*(_one(plan, None if _host(plan) in lost else fetch, archived, taken_at) for plan in now))
        for plan, answer, _ in few:
            if not plan.carry and answer.capture is not None:
                host = _host(plan)
                silent[host] = silent[host] + 1 if (answer.failure or "").startswith(_SILENT) else 0
        found += few
    return found


def _host(plan: Planned) -> str:
    """Where its rows are asked for first."""
    return urlsplit(plan.question.ways[0].url).netloc if plan.question.ways else ""


async def _one(plan: Planned, live: Fetch | None, archived: Replay, taken_at: datetime) -> _Came:
    """An answer that is carried on is asked of the archive as it was asked then, its columns known or not; where the catalogue
    has come to tell other columns the question is another one, and is asked tonight."""
    question = plan.question
    for asking in (question, replace(question, columns=())) if plan.carry else ():
        answer, captures = await _heard(asking, archived, plan.as_of)
        if answer.failure != NOT_ARCHIVED:
            return plan, answer, captures
    plan = replace(plan, carry=(), as_of=taken_at)
    if live is None:
        return plan, Answer(failure="not-asked", detail=f"its host had not answered {LOST} questions in a row"), ()
    return plan, *await _heard(question, live, taken_at)


async def _heard(question: Question, source: Fetch, latest: datetime) -> tuple[Answer, tuple[str, ...]]:
    listening = _Listening(source, [])
    answer = await ask(listening, question, latest)
    return answer, tuple(dict.fromkeys(listening.taken))


def _archived(plans: Sequence[Planned], reader: ArchiveReader) -> Replay:
    """The answers that are carried on, from the archive, by their addresses."""
    return Replay([capture for plan in plans for capture in captures_of(reader, plan.carry)], reader)


def captures_of(reader: ArchiveReader, names: Sequence[str]) -> list[Capture]:
    """Captures of the archive with their headers; those that it lacks are left out."""
    found = []
    for name in names:
        capture = reader.index.find(name) if reader.index else None
        try:
            found += [] if capture is None else [reader.whole(capture)]
        except ArchiveError:  # its segment is lost or damaged: the dataset is then one that was not observed
            continue
    return found


def _gaps(asked: Sequence[Asked]) -> tuple[Gap, ...]:
    """One gap for each reason, with the capture of its first dataset and how many it hides."""
    reasons: dict[str, list[Asked]] = {}
    for one in asked:
        if one.answer.failure is not None and one.answer.failure not in UNTRIED:
            reasons.setdefault(one.answer.failure, []).append(one)
    return tuple(
        Gap(PART, reason, hidden[0].answer.capture, f"{len(hidden)} of {len(asked)} datasets that were to be asked")
        for reason, hidden in sorted(reasons.items())
    )


def holds(reader: ArchiveReader, names: Sequence[str]) -> bool:
    """Whether the archive has all these captures."""
    return bool(names) and len(captures_of(reader, names)) == len(names)
