"""What each department has to mend: its datasets, the checks that they fail, and which datasets fail them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from portalaudit.export.report.catalogue import Part
from portalaudit.export.report.room import SCREEN, Room
from portalaudit.export.report.strangers import link, shown
from portalaudit.model.portal import City

SEVERAL = 3
"""Failing checks from which a dataset counts as one with several (own choice)."""
LONGEST_TITLE = 160
"""Characters of a dataset's title in a list (own choice)."""

_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """A dataset with something to mend."""

    title: str
    href: str | None
    checks: tuple[str, ...]
    """Ids of the checks that it fails, in the audit's order."""


@dataclass(frozen=True, slots=True)
class Department:
    name: str | None
    also: tuple[str, ...]
    """Other spellings of the name that the portal uses."""
    datasets: int
    failing: int
    """Datasets that fail at least one check."""
    several: int
    """Datasets that fail SEVERAL checks or more."""
    findings: int
    checks: tuple[tuple[str, int], ...]
    """Check id and how many datasets fail it, most first."""
    listed: tuple[Listed, ...] = ()

    @property
    def unlisted(self) -> int:
        return self.failing - len(self.listed)


@dataclass(frozen=True, slots=True)
class Departments:
    shown: tuple[Department, ...]
    left: tuple[Department, ...]
    """Counted only."""

    @property
    def all(self) -> tuple[Department, ...]:
        return self.shown + self.left


@dataclass(slots=True)
class _Names:
    """The departments found so far: a number each, and how the portal spells them."""

    canonical: dict[str, str]
    numbers: dict[str, int] = field(default_factory=dict)
    spellings: list[Counter[str]] = field(default_factory=list)

    def number(self, raw: str) -> int:
        name = self.canonical.get(_same(raw), raw)
        number = self.numbers.setdefault(_same(name) or name, len(self.spellings))
        if number == len(self.spellings):
            self.spellings.append(Counter())
        self.spellings[number][raw] += 1
        return number

    def name(self, number: int) -> str | None:
        """The registry's name, else the most usual spelling; None for datasets that name nobody."""
        spellings = self.spellings[number]
        usual = min(spellings, key=lambda text: (-spellings[text], text))
        return self.canonical.get(_same(usual), usual) or None


@dataclass(frozen=True, slots=True)
class Grouped:
    """Own datasets by department."""

    codes: tuple[npt.NDArray[np.int32], ...]
    """One array a part: the department's number for every row, -1 for rows that are not counted."""
    names: tuple[str | None, ...]
    """By number; None for datasets that name nobody."""


def grouped(parts: Sequence[Part], city: City | None) -> Grouped:
    """Whose each own dataset is, as in `departments`."""
    names = _Names(_aliases(city))
    codes = tuple(_codes(part, names) for part in parts)
    return Grouped(codes, tuple(names.name(number) for number in range(len(names.spellings))))


def departments(parts: Sequence[Part], city: City | None, room: Room = SCREEN) -> Departments:
    """Own datasets by department, the department with most findings first.

    A department is the organisation of a dataset, else its publisher; names are one department where they are alike
    without case and punctuation, or where the city's record says that one is an alias of the other.
    """
    names = _Names(_aliases(city))
    codes = [_codes(part, names) for part in parts]
    made = _counted(parts, codes, names)
    order = sorted(range(len(made)), key=lambda n: (-made[n].findings, -made[n].datasets, made[n].name or "\uffff"))
    first, rest = order[: room.departments], order[room.departments :]
    caps = fair([min(made[n].failing, room.of_one) for n in first], room.listed)
    chosen = [_worst(parts, codes, number, cap) for number, cap in zip(first, caps, strict=True)]
    listed = _listed(parts, [at for rows in chosen for at in rows])
    shown_ones = (replace(made[n], listed=tuple(listed[at] for at in rows)) for n, rows in zip(first, chosen, strict=True))
    return Departments(tuple(shown_ones), tuple(made[n] for n in rest))


def fair(wanted: Sequence[int], most: int) -> list[int]:
    """Cut a list of wishes to a sum of at most `most`, the largest wishes first, all to one level."""
    left = most
    for position, wish in enumerate(sorted(wanted)):
        level = left // (len(wanted) - position)
        if wish > level:
            return [min(wish, level) for wish in wanted]
        left -= wish
    return list(wanted)


def _same(name: str) -> str:
    return _NOT_WORDS.sub(" ", name).strip().casefold()


def _aliases(city: City | None) -> dict[str, str]:
    """Every spelling of the city's record → the department's name there."""
    known = city.departments if city else ()
    return {_same(text): department.name for department in known for text in (department.name, *department.aliases)}


def _codes(part: Part, names: _Names) -> npt.NDArray[np.int32]:
    """The department's number for every row, -1 for rows that are not counted."""
    codes = np.full(len(part.own), -1, dtype=np.int32)
    rows = np.flatnonzero(part.own)
    pairs = zip(part.texts("organization", rows), part.texts("publisher", rows), strict=True)
    codes[rows] = [names.number(shown(organization) or shown(publisher)) for organization, publisher in pairs]
    return codes


def _counted(parts: Sequence[Part], codes: Sequence[npt.NDArray[np.int32]], names: _Names) -> list[Department]:
    size = len(names.spellings)
    datasets, failing, several = (np.zeros(size, np.int64) for _ in range(3))
    found: dict[str, npt.NDArray[np.int64]] = {}
    for part, code in zip(parts, codes, strict=True):
        datasets += np.bincount(code[code >= 0], minlength=size)
        failing += np.bincount(code[(code >= 0) & (part.failures > 0)], minlength=size)
        several += np.bincount(code[(code >= 0) & (part.failures >= SEVERAL)], minlength=size)
        for check in part.portal.checks:
            if check.outcome is None:
                hit = code[check.failing]
                found[check.id] = found.get(check.id, np.zeros(size, np.int64)) + np.bincount(hit[hit >= 0], minlength=size)
    made = []
    for number in range(size):
        checks = sorted(
            ((name, int(of[number])) for name, of in found.items() if of[number]), key=lambda item: (-item[1], item[0])
        )
        name = names.name(number)
        also = sorted(text for text in names.spellings[number] if text and text != name)
        of = (int(datasets[number]), int(failing[number]), int(several[number]))
        made.append(Department(name, tuple(also[:10]), *of, sum(count for _, count in checks), tuple(checks)))
    return made


_At = tuple[int, int]
"""Part and row."""


def _worst(parts: Sequence[Part], codes: Sequence[npt.NDArray[np.int32]], number: int, cap: int) -> list[_At]:
    """The rows of one department that fail most checks, then by title and id."""
    found: list[tuple[int, str, str, _At]] = []
    for position, (part, code) in enumerate(zip(parts, codes, strict=True)):
        rows = np.flatnonzero((code == number) & (part.failures > 0))
        texts = zip(rows.tolist(), part.texts("title", rows), part.texts("id", rows), strict=True)
        found += [
            (-int(part.failures[row]), shown(title, LONGEST_TITLE), key or "", (position, row)) for row, title, key in texts
        ]
    return [entry[3] for entry in sorted(found)[:cap]]


def _listed(parts: Sequence[Part], chosen: Sequence[_At]) -> dict[_At, Listed]:
    """The entries of these rows."""
    made: dict[_At, Listed] = {}
    for position, part in enumerate(parts):
        rows = np.asarray(sorted(row for at, row in chosen if at == position), dtype=np.int64)
        fails: dict[int, list[str]] = {row: [] for row in rows.tolist()}
        for check in part.portal.checks:
            if check.outcome is None:
                for row in rows[np.isin(rows, check.failing)].tolist():
                    fails[row].append(check.id)
        texts = (part.texts(name, rows) for name in ("title", "id", "landing_page"))
        for row, title, key, page in zip(rows.tolist(), *texts, strict=True):
            name = shown(title, LONGEST_TITLE) or shown(key, LONGEST_TITLE)
            made[position, row] = Listed(name, link(page), tuple(fails[row]))
    return made
