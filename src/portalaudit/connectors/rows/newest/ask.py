"""One question about the rows of a dataset, in the first way that can answer it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from portalaudit.connectors.rows.newest import datastore, features, file, soda
from portalaudit.connectors.rows.newest.file import MOST_BYTES
from portalaudit.model.capture import REFUSALS
from portalaudit.model.ports import Fetch
from portalaudit.model.probes import Answer, Question

Ask = Callable[[Fetch, str, Question, datetime], Awaitable[Answer]]
"""Given the fetch, the resource's address (`Way.url`), the question, and the moment of the audit."""

ASKS: Mapping[str, Ask] = {
    "datastore": datastore.newest,
    "features": features.newest,
    "file": file.newest,
    "soda": soda.newest,
}
"""By `Way.kind`."""

ELSEWHERE = frozenset({"http-404", "http-400", "http-409", "no-way", "not-tabular", "no-date-column", "dates-as-text", "shape"})
"""Failures after which the next way may still say something; a refusal, a wall or silence ends it. A datastore that refuses says
nothing of the file beside it, which may be had."""


async def ask(fetch: Fetch, question: Question, latest: datetime) -> Answer:
    """What came of a question; never raises for what a server does.

    Raises:
        StopRequested: the run's budget is spent or a signal came.
    """
    answer = Answer(failure="no-way", detail="it offers no rows to ask for")
    for way in question.ways:
        asking = ASKS.get(way.kind)
        if asking is None:
            continue
        found = await asking(fetch, way.url, question, latest)
        answer = found if found.failure is None or not answer.columns else _with(answer, found)
        if found.failure not in ELSEWHERE and not (way.kind == "datastore" and found.failure in REFUSALS):
            break
    return answer


def _with(answer: Answer, after: Answer) -> Answer:
    """What told of columns and then had nothing after it, with what the server of a file said of it."""
    return replace(answer, http_modified=answer.http_modified or after.http_modified)


__all__ = ["ASKS", "ELSEWHERE", "MOST_BYTES", "Ask", "ask"]
