"""The archive in a server's place: `reread` asks it, with no network."""

import asyncio
import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.redact import archived_url
from portalaudit.errors import CaptureMissing
from portalaudit.fetch.address import REDIRECTS, BadAddress, normalise, with_params
from portalaudit.fetch.patience import RETRIED
from portalaudit.model.capture import Capture, Exchange, Method

NOT_ARCHIVED = "not-archived"


_SEGMENT = re.compile(r".*-(\d{14})-(\d+)\.warc\.gz")


@dataclass(frozen=True, slots=True)
class _Chain:
    """What one `get` led to, in order; the last one is the answer."""

    captures: tuple[Capture, ...]
    session: int
    """Which run of the audit asked: a run that goes on from a stopped one is another."""


def settled(capture: Capture) -> bool:
    """An answer that stands: no trouble, and neither a redirect nor a passing refusal that a stop left half-way."""
    followed = capture.status in REDIRECTS and capture.header("location") is not None
    return capture.error is None and capture.status not in RETRIED and not followed


class Replay:
    """Answers as the fetcher did, from the captures of one audit. See `model.ports.Fetch`.

    An address that was asked several times gives its answers in that order; asked more often, the last one again. What was
    never asked is an Exchange whose capture has the error `not-archived`. Where a stopped audit was gone on with, an answer that
    did not stand gives way to the one that the later run got in its place (fetch/resume.py).
    """

    def __init__(self, captures: Iterable[Capture], reader: ArchiveReader, missing: str = NOT_ARCHIVED) -> None:
        """`missing` is the error of what was never asked: `budget` where a budget or a signal ended the audit."""
        self._reader = reader
        self._error = missing
        self.missing: set[str] = set()
        """Ids of the captures made up for what is not there; nothing in the archive bears them."""
        self._chains: dict[tuple[str, str], deque[_Chain]] = defaultdict(deque)
        self._latest = datetime.fromtimestamp(0, UTC)
        steps: dict[str, list[Capture]] = defaultdict(list)
        captures = list(captures)
        starts = _sessions(captures)
        for capture in captures:
            if capture.status is not None or capture.error is not None:  # not texts and submitted documents
                steps[capture.chain or capture.id].append(capture)
                self._latest = max(self._latest, capture.fetched_at)
        chains = [_chain(chain, starts) for chain in steps.values()]
        for chain in sorted(chains, key=lambda chain: (chain.captures[0].fetched_at, chain.captures[0].id)):
            first = chain.captures[0]
            waiting = self._chains[first.method, first.url]
            given_up = [old for old in waiting if old.session < chain.session and not settled(old.captures[-1])]
            if given_up:
                waiting.remove(given_up[0])
            waiting.append(chain)

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str | None = None,
        headers: Mapping[str, str] | None = None,
        invited: bool = False,
        revalidate: bool = False,
        method: Method = "GET",
        timeout: float | None = None,
        max_bytes: int | None = None,
    ) -> Exchange:
        """The archived answer.

        Raises:
            DigestMismatch: the archived bytes are not those that were recorded.
            ArchiveError: they cannot be read.
        """
        address = with_params(url, params)
        with suppress(BadAddress):
            address = normalise(address)
        address = archived_url(address)
        chains = self._chains.get((method, address))
        if not chains:
            return Exchange(self._missing(method, address, "never asked in this audit"))
        chain = chains.popleft() if len(chains) > 1 else chains[0]
        *history, answer = chain.captures
        try:
            body = await asyncio.to_thread(self._body, answer)
        except CaptureMissing as missing:
            return Exchange(self._missing(method, address, str(missing)), history=tuple(history))
        return Exchange(answer, body, tuple(history))

    def resolve(self, exchange: Exchange) -> str:
        return exchange.capture.url

    def _body(self, answer: Capture) -> bytes:
        if answer.method == "HEAD" or (answer.status == 304 and answer.revisit_of is None):
            return b""
        return self._reader.decoded(answer)

    def _missing(self, method: Method, address: str, why: str) -> Capture:
        name = str(uuid5(NAMESPACE_URL, f"{NOT_ARCHIVED} {method} {address}"))
        self.missing.add(name)
        return Capture(id=name, method=method, url=address, fetched_at=self._latest, error=self._error, detail=why, chain=name)


def _chain(captures: list[Capture], starts: list[str]) -> _Chain:
    ordered = tuple(sorted(captures, key=lambda capture: capture.step))
    place = _SEGMENT.fullmatch(ordered[0].segment or "")
    return _Chain(ordered, bisect_right(starts, place[1]) if place else 0)


def _sessions(captures: list[Capture]) -> list[str]:
    """When the runs of this audit began: each run numbers its segments from 0."""
    places = {found for capture in captures if (found := _SEGMENT.fullmatch(capture.segment or "")) is not None}
    return sorted({place[1] for place in places if place[2] == "0"})
