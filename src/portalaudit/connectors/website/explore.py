"""The look at a city's pages: the best candidate is asked and read, its links join those that wait, until the budget is spent."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from portalaudit.connectors.answers import json_value
from portalaudit.connectors.website import hub, sitemap
from portalaudit.connectors.website.address import cleaned, is_own, is_shared, site_of
from portalaudit.connectors.website.answer import ACCEPT, LARGEST, Answer, digest_of, read_answer
from portalaudit.connectors.website.frontier import Candidate, Frontier
from portalaudit.connectors.website.links import of_hub, of_links, of_seed, of_sitemap, root_of
from portalaudit.connectors.website.tally import Tally
from portalaudit.connectors.website.visit import Exploration, Read, Seed, Visit
from portalaudit.connectors.website.worth import worth_of
from portalaudit.documents.text.bounded import bounded_text
from portalaudit.model.capture import Exchange
from portalaudit.model.ports import Fetch, PlanLine

BUDGET = 60
"""Requests that one look may cost (issue of policy documents: default 60)."""
DEPTH = 2
"""Clicks from a seed (the same)."""
_VISITS = 3
"""Visits at most for each request of the budget: what robots.txt bars costs none."""
_SITEMAP_ACCEPT = "application/xml,text/xml,text/plain;q=0.8,*/*;q=0.5"


async def explore(
    fetch: Fetch,
    seeds: Sequence[Seed],
    own_hosts: frozenset[str],
    *,
    budget: int = BUDGET,
    depth: int = DEPTH,
    read: Read = bounded_text,
) -> Exploration:
    """Look for pages and documents, best first; one request at a time, so that the same answers lead to the same questions.

    Args:
        seeds: where to begin; see `seeds_of`.
        own_hosts: the portal's and the city's hosts; see `own_hosts_of`. Pages elsewhere are leaves.
        budget: requests at most, with redirects, attempts and robots.txt files. Only the chain of a last request whose host
            never redirected before may go beyond it.
        depth: clicks from a seed at most; what the pages there name as a document of policy or governance is still read.
        read: bytes in, text out; called in a thread.

    Raises:
        StopRequested: the run's budget is spent or a signal came.
    """
    look = _Look(fetch, own_hosts, Tally(budget), Frontier(budget), depth, read)
    look.begin(seeds)
    while look.tally.spent < budget and len(look.visits) < budget * _VISITS and (candidate := look.frontier.pop()) is not None:
        await look.take(candidate)
    left = [candidate for candidate in (*look.unpaid, *look.frontier.rest()) if site_of(candidate.ask) not in look.tally.closed]
    places = look.tally.looked((candidate.place for candidate in left), (seed.source for seed in seeds))
    return Exploration(tuple(look.visits), places, len(left), look.tally.spent)


def plan_documents(portal: str, pages: int) -> tuple[PlanLine, ...]:
    """The line of a request plan for pages and documents; none where none is asked."""
    note = "home pages, navigation, sitemaps, then what may tell of policy and governance, best first; robots.txt obeyed"
    return (PlanLine("pages and documents", portal, pages, f"at most: {note}"),) if pages else ()


@dataclass(slots=True)
class _First:
    """What had these bytes first."""

    url: str
    own: bool
    answer: Answer


class _Look:
    def __init__(self, fetch: Fetch, own: frozenset[str], tally: Tally, frontier: Frontier, depth: int, read: Read) -> None:
        self.fetch, self.own, self.tally, self.frontier = fetch, own, tally, frontier
        self.depth, self.read = depth, read
        self.visits: list[Visit] = []
        self.unpaid: list[Candidate] = []
        self._bodies: dict[str, _First] = {}
        self._hubs: set[str] = set()
        self._homes: list[str] = []

    def begin(self, seeds: Sequence[Seed]) -> None:
        for seed in seeds:
            self.frontier.add(of_seed(seed, self.own))
            self._homes += [root_of(seed.url)] if seed.source in ("home", "city-site") else []

    async def take(self, candidate: Candidate) -> None:
        """Ask for one candidate, in the way of its kind."""
        closed = self.tally.closed.get(site_of(candidate.ask))
        if closed is not None:
            self.tally.saw(candidate.place, closed)
        elif self.tally.in_maze(candidate.ask) and not candidate.seed:
            self.tally.saw(candidate.place, "redirect-loop")
        elif hub.is_lookup(candidate.ask) and candidate.seed:
            await self._hub_site(candidate)
        elif not self.tally.affords(candidate.ask, hub.is_item(candidate.ask)):
            self.unpaid.append(candidate)
        elif candidate.source == "sitemap" and candidate.seed:
            await self._sitemaps(candidate)
        else:
            await self._page(candidate)

    async def _ask(self, candidate: Candidate, url: str, accept: str, largest: int, invited: bool = False) -> Exchange:
        exchange = await self.fetch.get(url, accept=accept, invited=invited, max_bytes=largest)
        self.tally.pay(exchange, candidate.place, invited)
        return exchange

    async def _page(self, candidate: Candidate) -> None:
        """A page or a document."""
        item = hub.is_item(candidate.ask) and candidate.ask != candidate.url
        exchange = await self._ask(candidate, candidate.ask, ACCEPT, LARGEST, invited=item)
        at = self.fetch.resolve(exchange)
        if exchange.ok and candidate.seed and candidate.source in ("home", "city-site") and not is_shared(at):
            self.own |= {site_of(at).removeprefix("www.")}  # a city moves: what its registered address leads to is its own
        own = is_own(candidate.url if item else at, self.own)
        if exchange.history:
            self.frontier.asked(cleaned(at) or at)
        visit = Visit(
            candidate.url, at, exchange.capture, candidate.depth, candidate.source, candidate.text, candidate.via,
            "failed", None, None, None, own, candidate.linked,
        )  # fmt: skip
        if not exchange.ok:
            self._keep(candidate, replace(visit, failure=exchange.capture.reason, detail=exchange.capture.detail))
            return
        mark = digest_of(exchange)
        first = self._bodies.get(mark)
        if first is not None and (first.own or not own):
            self._keep(candidate, replace(visit, status="skipped", failure="duplicate", detail=first.url))
            return
        base = candidate.url if item else at
        answer = first.answer if first is not None else await asyncio.to_thread(read_answer, exchange, base, self.read, item)
        self._bodies[mark] = _First(candidate.url, own, answer)
        if answer.text is None:
            visit = replace(visit, status="skipped") if answer.skipped else visit
            self._keep(candidate, replace(visit, failure=answer.failure, detail=answer.detail))
            return
        self._keep(candidate, replace(visit, status="read", text=answer.text))
        if own and not candidate.leaf and candidate.depth <= self.depth:
            last = candidate.depth == self.depth
            self._add(await asyncio.to_thread(lambda text: list(of_links(text, candidate, base, self.own, last)), answer.text))
            if not item and not last:
                await self._hub_home(exchange, at)

    def _keep(self, candidate: Candidate, visit: Visit) -> None:
        self.visits.append(visit)
        self.tally.saw(candidate.place, visit.failure if visit.failure != "duplicate" else None)

    def _add(self, candidates: Iterable[Candidate]) -> None:
        for candidate in candidates:
            self.frontier.add(candidate)

    async def _hub_home(self, exchange: Exchange, at: str) -> None:
        """A page that scripts draw may carry the site's item, which lists its pages."""
        root = root_of(at)
        if root in self._hubs or b"window.__SITE" not in exchange.body:
            return
        data = await asyncio.to_thread(hub.embedded, exchange.body)
        pages = await asyncio.to_thread(hub.pages_of, data)
        if pages:
            self._hubs.add(root)
            self._add(of_hub(pages, root, at))

    async def _hub_site(self, candidate: Candidate) -> None:
        """Which item a Hub site is, and what that item says; nothing where the home page told it already. Two requests."""
        root = next((url for url in self._homes if hub.domain_lookup(url) == candidate.ask), None)
        if root is None or root in self._hubs:
            return
        if not self.tally.affords(candidate.ask, invited=True):
            self.unpaid.append(candidate)
            return
        exchange = await self._ask(candidate, candidate.ask, "application/json", LARGEST, invited=True)
        key = hub.site_key(json_value(exchange, "documents"))
        if key is None:
            self.tally.saw(candidate.place, "shape" if exchange.ok else exchange.capture.reason)
            return
        self._hubs.add(root)
        ask = hub.item_data(root, key)
        if not self.tally.affords(ask, invited=True):
            return
        answer = await self._ask(candidate, ask, "application/json", LARGEST, invited=True)
        pages = await asyncio.to_thread(hub.pages_of, json_value(answer, "documents"))
        self.tally.saw(candidate.place, None if answer.ok else answer.capture.reason)
        self._add(of_hub(pages, root, ask))

    async def _sitemaps(self, candidate: Candidate) -> None:
        """The sitemaps that robots.txt names, else the one at the usual place; of an index the most promising. Three requests."""
        root = root_of(candidate.ask)
        robots = await self._ask(candidate, f"{root}/robots.txt", "text/plain,*/*;q=0.1", sitemap.LARGEST_ROBOTS, invited=True)
        named = sitemap.named_in_robots(robots.body, robots.capture.url, self.own) if robots.ok else []
        waiting = named or [candidate.ask]
        asked: set[str] = set()
        taken: list[str] = []
        while waiting and len(asked) < sitemap.MOST_FILES and len(taken) < sitemap.MOST and self.tally.affords(waiting[0]):
            url = waiting.pop(0)
            asked.add(url)
            exchange = await self._ask(candidate, url, _SITEMAP_ACCEPT, sitemap.LARGEST)
            listed = await asyncio.to_thread(sitemap.addresses, exchange.body, url) if exchange.ok else None
            if named or exchange.capture.status not in (404, 410):  # where nobody said that there is one, none is no gap
                self.tally.saw("sitemap", None if listed else exchange.capture.reason if not exchange.ok else "shape")
            if listed is None:
                continue
            if listed[1]:
                waiting = _best(listed[0], self.own, asked) + waiting
            else:
                taken += listed[0]
        self._add(await asyncio.to_thread(lambda: list(of_sitemap(taken[: sitemap.MOST], candidate.ask, self.own))))


def _best(urls: Iterable[str], own_hosts: frozenset[str], asked: set[str]) -> list[str]:
    """Sitemaps of an index in the order in which they are asked: those of pages and documents before posts, news and media."""
    found = {address for url in urls if (address := cleaned(url)) is not None and is_own(address, own_hosts)} - asked
    return sorted(found, key=lambda url: (_kind(url), url))[: sitemap.MOST_FILES]


def _kind(url: str) -> float:
    worth = worth_of("", url)
    name = url.lower().rpartition("/")[2]
    pages = any(word in name for word in ("page", "document", "pagina", "department", "policy", "policies"))
    aside = any(word in name for word in ("post", "news", "image", "video", "event", "tag", "categor", "author", "dataset"))
    return worth.away - worth.strength - (2.0 if pages else 0.0) + (2.0 if aside else 0.0)
