"""The fetcher: polite, guarded, recording. See `model.ports.Fetch` for the contract."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar, TypeVarTuple
from urllib.parse import urlsplit

from portalaudit import clock
from portalaudit.archive.exchange import Answered
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.redact import archived_url
from portalaudit.archive.writer import SegmentWriter
from portalaudit.errors import StopRequested
from portalaudit.fetch import robots
from portalaudit.fetch.address import REDIRECTS, BadAddress, host_of, normalise, redirected, with_params
from portalaudit.fetch.call import Call
from portalaudit.fetch.client import Client, GuardedTransport, MakeTransport, NoAnswer
from portalaudit.fetch.guard import AddressRefused, Guard
from portalaudit.fetch.hints import exhausted_for
from portalaudit.fetch.keeping import Kept, Stored, keep, stored
from portalaudit.fetch.lanes import MAX_CRAWL_DELAY, Held, Lanes, Rest, Woken
from portalaudit.fetch.ledger import Ledger
from portalaudit.fetch.patience import next_try
from portalaudit.fetch.settings import FetchSettings
from portalaudit.fetch.tokens import token_for
from portalaudit.model.capture import Capture, Exchange, Method, Traffic
from portalaudit.model.ports import Validators

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


class Fetcher:
    """Asks servers. One for each audit, used within one event loop, as an async context manager."""

    def __init__(
        self,
        settings: FetchSettings,
        writer: SegmentWriter,
        *,
        validators: Validators | None = None,
        reader: ArchiveReader | None = None,
        on_capture: Callable[[Capture], None] | None = None,
        lanes: Lanes | None = None,
        transport: MakeTransport = GuardedTransport,
    ) -> None:
        """
        Args:
            validators: what earlier audits can ask "has it changed?" with; needs `reader`, whose index finds their captures.
            on_capture: told of every capture once it is archived, in the loop's thread.
            lanes: shared by the fetchers of one loop, or made with budgets that other processes share too.
        """
        self.settings, self._writer = settings, writer
        self._validators, self._reader, self._on_capture = validators, reader, on_capture
        self._guard = Guard(allow_private=settings.allow_private, named=settings.named)
        self._client = Client(settings, self._guard, transport)
        self._lanes = lanes or Lanes(settings.rate, settings.connections)
        self._ledger = Ledger()
        self._robots = robots.Robots(self._ask_robots)
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="archive")
        self._rest = Rest()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deadline = float("inf")
        self._alarm: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> "Fetcher":
        self._loop = asyncio.get_running_loop()
        if self.settings.max_minutes is not None:
            self._deadline = self._loop.time() + self.settings.max_minutes * 60
            self._alarm = self._loop.call_at(self._deadline, self._rest.stop, "the run's budget is spent")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close connections and wait for records that are being written. The writer stays open: it is its owner's."""
        if self._alarm is not None:
            self._alarm.cancel()
        await self._client.aclose()
        await asyncio.to_thread(self._workers.shutdown, True)

    def stop(self) -> None:
        """Ask nothing more: requests under way end, the next one raises StopRequested. Safe from signal handlers and threads."""
        if self._loop is None or self._loop.is_closed():
            self._rest.stop()
        else:
            self._loop.call_soon_threadsafe(self._rest.stop)

    def share(self, url: str, backend: str) -> None:
        """The address's host belongs to a back-end that several hosts share, e.g. `socrata`: one budget for all of them."""
        self._lanes.share(_host_port(normalise(url)), backend)

    def traffic(self) -> Traffic:
        """The ledger so far."""
        return self._ledger.traffic()

    def resolve(self, exchange: Exchange) -> str:
        return exchange.capture.url

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
        if method not in ("GET", "HEAD"):
            raise ValueError(f"{method} is never sent")
        call = Call(
            method, accept, tuple((headers or {}).items()), invited, revalidate,
            timeout or self.settings.read_seconds, max_bytes or self.settings.max_bytes,
        )  # fmt: skip
        return await self._follow(call, with_params(url, params))

    async def _ask_robots(self, url: str) -> Exchange:
        call = Call("GET", "text/plain, */*;q=0.1", (), True, False, self.settings.read_seconds, robots.CAP, ask_robots=False)
        return await self._follow(call, url)

    async def _follow(self, call: Call, url: str) -> Exchange:
        """The address and what it redirects to.

        Raises:
            StopRequested: before anything was asked.
            ArchiveError: the archive cannot be written.
        """
        if self._rest.stopped:
            raise StopRequested(self._rest.why)
        seen: list[str] = []
        while True:
            try:
                target = redirected(seen[-1], url) if seen else normalise(url)
            except BadAddress as bad:
                return self._done(call, await self._refuse(call, url, "address-refused", str(bad)))
            if target in seen or len(seen) > self.settings.max_redirects:
                why = "it was asked before" if target in seen else f"more than {self.settings.max_redirects} redirects"
                return self._done(call, await self._refuse(call, target, "redirect-loop", why))
            kept = await self._reach(call, target)
            location = kept.capture.header("location") if kept.capture.status in REDIRECTS and not kept.capture.error else None
            if not location:
                return self._done(call, kept)
            seen.append(target)
            url = kept.location or location

    def _done(self, call: Call, kept: Kept) -> Exchange:
        return Exchange(kept.capture, kept.body, tuple(call.taken[:-1]))

    async def _reach(self, call: Call, url: str) -> Kept:
        """One address: may it be asked, and then as often as it takes."""
        delay = 0.0
        try:
            self._guard.vet(url)
        except AddressRefused as refused:
            return await self._refuse(call, url, "address-refused", str(refused))
        host = host_of(url)
        if any(host == name or host.endswith("." + name) for name in self.settings.opted_out):
            return await self._refuse(call, url, "opted-out", f"{host} asked not to be audited")
        exempt = call.invited and self.settings.invited_exempt
        if call.ask_robots and self.settings.robots and not exempt:
            try:
                rules = await self._robots.rules(url)
            except StopRequested:
                if not call.taken:
                    raise
                return await self._refuse(call, url, "budget", "the run ended")
            if not rules.allow(url):
                why = "robots.txt could not be read" if rules.barred else "robots.txt bars it"
                return await self._refuse(call, url, "robots", why)
            delay = min(rules.delay, MAX_CRAWL_DELAY) if self.settings.rate else 0.0
        return await self._attempts(call, url, delay)

    async def _attempts(self, call: Call, url: str, delay: float) -> Kept:
        last: Kept | None = None
        known = await self._stored(call, url)
        for attempt in range(self.settings.attempts + 1):  # one more, should a stored body turn out to be unreadable
            try:
                last = await self._attempt(call, url, delay, known)
            except Held as held:
                return last or await self._refuse(call, url, "budget", str(held))
            except Woken:
                if last is None and not call.taken:
                    raise StopRequested(self._rest.why) from None
                return last or await self._refuse(call, url, "budget", "the run ended")
            if known is not None and last.capture.status == 304 and last.capture.revisit_of is None:
                known = None
                continue
            wait = next_try(last.capture, attempt, clock.now(), self.settings)
            if wait is None:
                return last
            if wait.lane:
                await self._lanes.of(_host_port(url)).hold(wait.seconds)
            if wait.seconds > min(self.settings.max_wait, self._left()):
                return last
            if not wait.lane:
                try:
                    await self._rest.sleep(wait.seconds)
                except Woken:
                    return last
        assert last is not None
        return last

    async def _attempt(self, call: Call, url: str, delay: float, known: Stored | None) -> Kept:
        """Ask once, archive, tell.

        Raises:
            Held: the lane is closed for longer than we may wait.
            Woken: a stop came before the request.
        """
        host = _host_port(url)
        token = token_for(self.settings, self._lanes.key(host), url)
        headers = self._client.headers(url, call.accept, call.headers + token + (known.conditions if known else ()))
        async with self._lanes.place(host, delay, min(self.settings.max_wait, self._left()), self._rest):
            if self._rest.stopped:
                raise Woken
            asked = call.asked(url, headers)
            self._ledger.sending(host)
            answer = await self._client.send(
                call.method, url, headers,
                read_seconds=call.read_seconds, max_bytes=call.max_bytes, total_seconds=self.settings.total_seconds,
            )  # fmt: skip
        await self._account(host, answer)
        return self._tell(call, await self._in_worker(keep, self._writer, self._reader, asked, answer, known, self._caps(call)))

    async def _account(self, host: str, answer: Answered | NoAnswer) -> None:
        if isinstance(answer, NoAnswer):
            if answer.sent:
                self._ledger.sent(host, 0)
            return
        self._ledger.sent(host, len(answer.body), not_modified=answer.status == 304)
        self._lanes.learn(host, frozenset(name.lower() for name, _ in answer.headers))
        empty_for = exhausted_for(answer.headers, clock.now())
        if empty_for:
            await self._lanes.of(host).hold(empty_for)

    async def _stored(self, call: Call, url: str) -> Stored | None:
        if not call.revalidate or self._validators is None or self._reader is None or call.method != "GET":
            return None
        return await self._in_worker(stored, self._validators, self._reader, archived_url(url))

    async def _refuse(self, call: Call, url: str, error: str, detail: str) -> Kept:
        """Record that an address was not asked, and why."""
        capture = await self._in_worker(self._writer.failure, call.asked(url), error, detail)
        return self._tell(call, Kept(capture))

    def _tell(self, call: Call, kept: Kept) -> Kept:
        call.taken.append(kept.capture)
        if self._on_capture is not None:
            self._on_capture(kept.capture)
        return kept

    def _caps(self, call: Call) -> tuple[int, float]:
        return call.max_bytes, self.settings.max_ratio

    def _left(self) -> float:
        return self._deadline - (self._loop.time() if self._loop else 0.0)

    async def _in_worker(self, function: Callable[[*Args], Result], *args: *Args) -> Result:
        loop = asyncio.get_running_loop()
        self._loop = self._loop or loop
        return await loop.run_in_executor(self._workers, function, *args)


def _host_port(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]
