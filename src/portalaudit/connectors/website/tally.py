"""What the look has cost, which hosts still answer, and where it looked."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from portalaudit.connectors.answers import NO_HOST
from portalaudit.connectors.website.address import site_of
from portalaudit.connectors.website.links import root_of
from portalaudit.connectors.website.visit import PLACES, Place
from portalaudit.connectors.website.worth import number
from portalaudit.model.capture import Capture, Exchange
from portalaudit.model.policy import Looked

_UNASKED = frozenset({"robots", "address-refused", "redirect-loop", "budget", "opted-out", "not-archived"})
"""Errors of captures for which no request went out."""
_REFUSED = frozenset({401, 403, 429, 500, 502, 503, 504})


@dataclass(slots=True)
class _Spot:
    requests: int = 0
    read: bool = False
    failure: str | None = None


@dataclass(slots=True)
class Tally:
    """The ledger of one look. Counted from captures, so that a replay counts the same."""

    budget: int
    spent: int = 0
    closed: dict[str, str] = field(default_factory=dict)
    """Site → why it is left alone."""
    _origins: set[str] = field(default_factory=set)
    _dearest: Counter[str] = field(default_factory=Counter)
    _bad: Counter[str] = field(default_factory=Counter)
    _barred: Counter[str] = field(default_factory=Counter)
    _good: set[str] = field(default_factory=set)
    _mazes: set[str] = field(default_factory=set)
    _spots: defaultdict[Place, _Spot] = field(default_factory=lambda: defaultdict(_Spot))

    def affords(self, url: str, invited: bool = False) -> bool:
        """Another request fits: with its host's robots.txt, and as many redirects and attempts as this host has cost before."""
        new = root_of(url) not in self._origins and not invited
        return self.spent + max(1, self._dearest[site_of(url)]) + new <= self.budget

    def pay(self, exchange: Exchange, place: Place, invited: bool = False) -> None:
        """Count an exchange: its captures that were requests, and robots.txt of each origin that was met first."""
        captures = (*exchange.history, exchange.capture)
        asked = sum(capture.error not in _UNASKED for capture in captures)
        origins = {root_of(capture.url) for capture in captures} - self._origins if not invited else set()
        self._origins |= origins
        cost = asked + len(origins)
        site = site_of(captures[0].url)
        self._dearest[site] = max(self._dearest[site], asked)
        if exchange.capture.error == "redirect-loop":
            self._mazes.add(_part(captures[0].url))
        self.spent += cost
        self._spots[place].requests += cost
        self._health(site, exchange.capture)

    def in_maze(self, url: str) -> bool:
        """A redirect without end began in the same part of the site: the first step of the path."""
        return _part(url) in self._mazes

    def _health(self, site: str, capture: Capture) -> None:
        if capture.ok:
            self._good.add(site)
        elif capture.error in NO_HOST - {"redirect-loop", "address-refused"}:
            self.closed.setdefault(site, capture.reason)
        elif capture.error == "robots":
            self._barred[site] += 1
            if site not in self._good and self._barred[site] >= number("limits", "barred"):
                self.closed.setdefault(site, "robots")
        elif capture.status in _REFUSED and site not in self._good:
            self._bad[site] += 1
            if self._bad[site] >= number("limits", "refusals"):
                self.closed.setdefault(site, capture.reason)

    def saw(self, place: Place, failure: str | None) -> None:
        """Something was read there (no failure), or could not be."""
        spot = self._spots[place]
        spot.read = spot.read or failure is None
        spot.failure = spot.failure or failure

    def looked(self, waiting: Iterable[Place], seeds: Iterable[Place]) -> tuple[Looked, ...]:
        """Where it looked, in the order of PLACES.

        Args:
            waiting: places of candidates that were left when the budget was spent.
            seeds: places that seeds named.
        """
        left, named = set(waiting), set(seeds)
        found = []
        for place in PLACES:
            spot = self._spots[place]
            if spot.read:
                reason = None
            elif spot.failure is not None:
                reason = spot.failure
            elif place in left:
                reason = "budget"
            else:
                reason = "unregistered" if place == "city-site" and place not in named else "none"
            found.append(Looked(place, reason, spot.requests))
        return tuple(found)


def _part(url: str) -> str:
    return f"{site_of(url)}/{urlsplit(url).path.lstrip('/').partition('/')[0]}"
