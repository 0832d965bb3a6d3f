"""What each department has to mend: its datasets, the checks that they fail, and which datasets fail them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portalaudit.export.report.catalogue import Part
from portalaudit.export.report.strangers import link, shown
from portalaudit.model.portal import City

MOST_DEPARTMENTS = 150
"""Departments shown one by one; the rest are counted (own choice: a publisher name per dataset must not swell the file)."""
MOST_OF_ONE = 200
"""Datasets listed for one department (own choice)."""
MOST_LISTED = 5_000
"""Datasets listed in a whole report (own choice: about 2 MB)."""

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
    findings: int
    checks: tuple[tuple[str, int], ...]
    """Check id and how many datasets fail it, most first."""
    listed: tuple[Listed, ...] = ()
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Departments:
    shown: tuple[Department, ...]
    left: tuple[Department, ...]
    """Counted only."""

    @property
    def all(self) -> tuple[Department, ...]:
        return self.shown + self.left


@dataclass(slots=True)
class _Group:
    """Rows of one department while they are gathered: part number → its own rows."""

    spellings: Counter[str]
    rows: dict[int, list[int]]
    name: str | None = None


def departments(parts: Sequence[Part], city: City | None) -> Departments:
    """Own datasets by department, the department with most findings first.

    A department is the organisation of a dataset, else its publisher; names are one department where they are alike
    without case and punctuation, or where the city's record says that one is an alias of the other.
    """
    groups = _groups(parts, city)
    made = sorted((_department(parts, group) for group in groups), key=lambda pair: (-pair[0].findings, pair[0].name or "\uffff"))
    caps = fair([min(pair[0].failing, MOST_OF_ONE) for pair in made[:MOST_DEPARTMENTS]], MOST_LISTED)
    shown_ones = tuple(_with_datasets(parts, made[n][0], made[n][1], cap) for n, cap in enumerate(caps))
    return Departments(shown_ones, tuple(pair[0] for pair in made[MOST_DEPARTMENTS:]))


def fair(wanted: Sequence[int], most: int) -> list[int]:
    """Cut a list of wishes to a sum of at most `most`, the largest wishes first, all to one level."""
    left, level = most, 0
    for position, wish in enumerate(sorted(wanted)):
        share = left // (len(wanted) - position)
        level = max(level, min(wish, share))
        left -= min(wish, share)
    return [min(wish, level) for wish in wanted]


def _same(name: str) -> str:
    return _NOT_WORDS.sub(" ", name).strip().casefold()


def _groups(parts: Sequence[Part], city: City | None) -> list[_Group]:
    canonical = {
        _same(spelling): department.name
        for department in (city.departments if city else ())
        for spelling in (department.name, *department.aliases)
    }
    groups: dict[str, _Group] = {}
    for number, part in enumerate(parts):
        rows = np.flatnonzero(part.own)
        names = zip(part.texts("organization", rows), part.texts("publisher", rows), strict=True)
        for row, (organization, publisher) in zip(rows.tolist(), names, strict=True):
            raw = shown(organization) or shown(publisher)
            name = canonical.get(_same(raw), raw)
            group = groups.setdefault(_same(name) or name, _Group(Counter(), {}))
            group.spellings[raw] += 1
            group.rows.setdefault(number, []).append(row)
    for key, group in groups.items():
        usual = min(group.spellings, key=lambda text: (-group.spellings[text], text))
        group.name = canonical.get(key, usual) or None
    return list(groups.values())


def _department(parts: Sequence[Part], group: _Group) -> tuple[Department, _Group]:
    found: Counter[str] = Counter()
    datasets = failing = 0
    for number, rows in group.rows.items():
        part = parts[number]
        chosen = np.zeros(len(part.own), dtype=np.bool_)
        chosen[rows] = True
        datasets += len(rows)
        failing += int((part.failures[rows] > 0).sum())
        for check in part.portal.checks:
            if check.outcome is None and (count := int(chosen[check.failing].sum())):
                found[check.id] += count
    checks = tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))
    also = tuple(sorted(text for text in group.spellings if text and text != group.name))
    return Department(group.name, also, datasets, failing, sum(found.values()), checks), group


def _with_datasets(parts: Sequence[Part], department: Department, group: _Group, cap: int) -> Department:
    candidates: list[tuple[int, str, str, int, int]] = []
    for number, rows in group.rows.items():
        part = parts[number]
        bad = np.asarray([row for row in rows if part.failures[row]], dtype=np.int64)
        for row, title, key in zip(bad.tolist(), part.texts("title", bad), part.texts("id", bad), strict=True):
            candidates.append((-int(part.failures[row]), shown(title, 160) or "\uffff", key or "", number, row))
    chosen = sorted(candidates)[:cap]
    fails = {number: _fails(parts[number], [c[4] for c in chosen if c[3] == number]) for number in group.rows}
    listed = tuple(_listed(parts[number], row, subject, fails[number][row]) for _, _, subject, number, row in chosen)
    return Department(
        department.name, department.also[:10], department.datasets, department.failing, department.findings,
        department.checks, listed, department.failing - len(listed),
    )  # fmt: skip


def _fails(part: Part, rows: Iterable[int]) -> dict[int, list[str]]:
    """Ids of the checks that these rows fail."""
    made: dict[int, list[str]] = {row: [] for row in rows}
    wanted = np.fromiter(sorted(made), dtype=np.int64, count=len(made))
    for check in part.portal.checks:
        if check.outcome is None:
            hit: npt.NDArray[np.int64] = wanted[np.isin(wanted, check.failing)]
            for row in hit.tolist():
                made[row].append(check.id)
    return made


def _listed(part: Part, row: int, subject: str, checks: list[str]) -> Listed:
    at = np.asarray([row], dtype=np.int64)
    title, page = part.texts("title", at)[0], part.texts("landing_page", at)[0]
    return Listed(shown(title, 160) or shown(subject, 160), link(page), tuple(checks))
