"""Which address is asked next: the best by its score, ties by address, within limits that no trap gets past."""

import heapq
from collections import Counter
from dataclasses import dataclass

from portalaudit.connectors.website.address import folder_of, key_of, template_of
from portalaudit.connectors.website.visit import Place, Source
from portalaudit.connectors.website.worth import number

MOST_WAITING = 20_000
"""Candidates that wait at most (own choice)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be asked."""

    url: str
    """For a person to open."""
    ask: str
    """The address that is asked."""
    source: Source
    place: Place
    depth: int
    base: float
    """The score before what earlier visits take off."""
    topic: str | None = None
    strength: float = 0.0
    text: str = ""
    via: str | None = None
    leaf: bool = False
    """Its links are not followed."""
    seed: bool = False
    """Named by the registry, the catalogue or the platform: no limit of traps holds for it."""
    linked: bool = False


class Frontier:
    """Candidates that wait. The same calls give the same answers in the same order."""

    def __init__(self, budget: int) -> None:
        self._heap: list[tuple[float, str, int, Candidate]] = []
        self._scores: dict[str, float] = {}
        self._done: set[str] = set()
        self._topics: Counter[str] = Counter()
        self._templates: Counter[str] = Counter()
        self._neutral: Counter[str] = Counter()
        self._folders: Counter[str] = Counter()
        self._places: Counter[str] = Counter()
        self._neutral_most = int(budget * number("limits", "neutral_share"))
        self._added = 0

    def add(self, candidate: Candidate) -> None:
        """Let it wait, unless it was asked, waits with a better score, or promises too little."""
        key = key_of(candidate.ask)
        if key in self._done or (not candidate.seed and candidate.base < number("weights", "floor")):
            return
        if candidate.base <= self._scores.get(key, float("-inf")) or len(self._heap) >= MOST_WAITING:
            return
        self._scores[key] = candidate.base
        self._push(candidate, self._now(candidate))

    def pop(self) -> Candidate | None:
        """The best that is worth asking now; None where none is. It counts as asked."""
        while self._heap:
            score, _, _, candidate = heapq.heappop(self._heap)
            key = key_of(candidate.ask)
            if key in self._done or candidate.base < self._scores[key]:
                continue
            if (now := self._now(candidate)) < -score:
                self._push(candidate, now)
                continue
            if not candidate.seed and not self._allowed(candidate):
                continue
            self._done.add(key)
            self._count(candidate)
            return candidate
        return None

    def asked(self, url: str) -> bool:
        """Mark an address as asked, since a redirect led there; says whether it was before."""
        key = key_of(url)
        before = key in self._done
        self._done.add(key)
        return before

    def rest(self) -> list[Candidate]:
        """Those that still wait and could be asked, best first; afterwards none waits."""
        found: list[Candidate] = []
        while (candidate := self.pop()) is not None:
            found.append(candidate)
        return found

    def _push(self, candidate: Candidate, score: float) -> None:
        self._added += 1
        heapq.heappush(self._heap, (-score, candidate.ask, self._added, candidate))

    def _now(self, candidate: Candidate) -> float:
        """The score less what visits of the same topic take off; seeds keep theirs."""
        if candidate.seed or candidate.topic is None:
            return candidate.base
        return round(candidate.base - number("weights", "repeat") * self._topics[candidate.topic], 3)

    def _allowed(self, candidate: Candidate) -> bool:
        template = template_of(candidate.ask)
        if candidate.place == "elsewhere" and self._places["elsewhere"] >= number("limits", "foreign"):
            return False
        if candidate.topic is not None:
            return self._templates[template] < number("limits", "template")
        return (
            self._neutral[template] < number("limits", "template_neutral")
            and self._folders[folder_of(candidate.ask)] < number("limits", "folder_neutral")
            and self._neutral.total() < self._neutral_most
        )

    def _count(self, candidate: Candidate) -> None:
        self._places[candidate.place] += 1
        if candidate.seed:
            return
        template = template_of(candidate.ask)
        if candidate.topic is None:
            self._neutral[template] += 1
            self._folders[folder_of(candidate.ask)] += 1
        else:
            self._topics[candidate.topic] += 1
            self._templates[template] += 1
