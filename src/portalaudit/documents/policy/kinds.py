"""Which kind a document is: genres compete, each with a sum of weighed words (data/policy_kinds.toml)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

from portalaudit.data.tables import rows
from portalaudit.documents.policy.counting import Hit, tally
from portalaudit.documents.policy.page import Page, Place
from portalaudit.model.policy import DocumentKind

# Own choice: a lead of four points over the next kind is four fifths sure.
SCALE = 4.0
SUREST = 0.99
# Own choice: in how many characters a text can say little, and in how many it says a thing or two in passing.
SHORT, LONG = 700, 6_000

POINTING: frozenset[DocumentKind] = frozenset({"other", "user-guidance"})
"""What a page can be that says little beside its links."""

_KINDS: dict[str, DocumentKind] = {kind: kind for kind in get_args(DocumentKind)}
_PLACES: dict[str, Place] = {place: place for place in get_args(Place)}


@dataclass(frozen=True, slots=True)
class Part:
    """A set in a place, and what it may add."""

    name: str
    place: Place
    weight: float
    cap: float
    least: float | None
    grows: bool = False
    """What it must reach at least depends on how long the text is."""


@dataclass(frozen=True, slots=True)
class Genre:
    """A sort of document, of one of the contract's kinds."""

    code: str
    kind: DocumentKind
    floor: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What a genre reached."""

    genre: Genre
    points: float
    hits: tuple[Hit, ...]
    out: bool
    """A part that it needs is missing."""

    @property
    def stands(self) -> bool:
        """True where the genre may name the kind."""
        return not self.out and self.points >= self.genre.floor


@dataclass(frozen=True, slots=True)
class Decision:
    """The kind, how sure, and the words that decided it."""

    kind: DocumentKind
    genre: str | None
    """The genre that won; None where none did."""
    confidence: float
    hits: tuple[Hit, ...]


def kind_of(page: Page) -> Decision:
    """The genre with the most points of those that stand; `other` where none does."""
    scores = scored(page)
    standing = sorted(
        (s for s in scores if s.stands and not (page.points_elsewhere and s.genre.kind not in POINTING)), key=lambda s: -s.points
    )
    if not standing:
        near = max((s.points - s.genre.floor for s in scores if not s.out and s.genre.kind != "other"), default=-2 * SCALE)
        return Decision("other", None, _sure(-near), ())
    best = standing[0]
    rivals = [s.points for s in scores if s.genre.kind != best.genre.kind and not s.out]
    lead = min(best.points - max(rivals, default=0.0), best.points - best.genre.floor + SCALE)
    return Decision(best.genre.kind, best.genre.code, _sure(lead), best.hits)


def scored(page: Page) -> list[Score]:
    """What every genre reached, in the table's order."""
    return [_score(page, genre) for genre in genres()]


@cache
def genres() -> tuple[Genre, ...]:
    """The shipped genres."""
    found: dict[str, Genre] = {}
    for row in rows("policy_kinds", "genre"):
        found[str(row["code"])] = _genre(row, found)
    return tuple(found.values())


def _score(page: Page, genre: Genre) -> Score:
    points = 0.0
    hits: dict[tuple[int, int], Hit] = {}
    out = False
    for part in genre.parts:
        found = tally(page, part.name, part.place)
        out = out or (part.least is not None and found.total - found.hinted < part.least * (_share(page) if part.grows else 1.0))
        points += math.copysign(min(part.cap, abs(part.weight) * found.total), part.weight)
        if part.weight > 0:
            for hit in found.hits:
                hits.setdefault((hit.start, hit.end), Hit(hit.weight * part.weight, hit.start, hit.end))
    return Score(genre, points, tuple(sorted(hits.values(), key=lambda hit: (-hit.weight, hit.start, hit.end))), out)


def _share(page: Page) -> float:
    """Of what a text of middling length must hold: less where it is short, more where it is long."""
    length = page.body[1] - page.body[0]
    return 2 / 3 if length < SHORT else 4 / 3 if length > LONG else 1.0


def _sure(lead: float) -> float:
    """Of a lead in points: 0.5 where there is none."""
    return round(min(SUREST, max(0.5, 1 - 0.5 * math.exp(-max(lead, 0.0) / SCALE))), 2)


def _genre(row: Mapping[str, object], known: Mapping[str, Genre]) -> Genre:
    """`like` names a genre whose parts hold here too, where this one has no part of the same set and place."""
    listed = row["parts"]
    assert isinstance(listed, list)
    parts = {(part.name, part.place): part for part in known[str(row["like"])].parts} if "like" in row else {}
    parts |= {(part.name, part.place): part for part in (_part(one) for one in listed)}
    kind = str(row["kind"])
    return Genre(str(row["code"]), _KINDS[kind], float(str(row["floor"])), tuple(parts.values()))


def _part(row: Mapping[str, object]) -> Part:
    weight, cap, least = (float(str(row[key])) if key in row else None for key in ("weight", "cap", "least"))
    assert weight is not None and cap is not None
    return Part(str(row["set"]), _PLACES[str(row["where"])], weight, cap, least, bool(row.get("grows")))
