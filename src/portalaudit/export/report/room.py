"""How much of an audit's lists a report has room for: a page in a browser folds them away, paper does not (all own choices)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """Each is a most; what is beyond it is counted, and where to find it is told."""

    points: int
    """Criteria, and half as many gaps, named in one column of the first page."""
    departments: int
    """Departments shown one by one: a publisher name per dataset must not swell the file."""
    of_one: int
    """Datasets listed for one department."""
    listed: int
    """Datasets listed with what they have to mend, in the whole report: 5,000 are about 2 MB."""
    groups: int
    """Departments whose datasets' promise, stamp and rows do not fit together."""
    doubts: int
    """Such datasets in the whole report: 150 are about 80 kB."""
    names: int
    """Names of one list of an inventory: Washington's longest has 1,103."""
    considered: int
    """Refused assets named."""
    publishers: int
    examples: int
    """Examples of one check (contract: five)."""
    captures: int
    """Captures listed one by one."""


SCREEN = Room(
    points=6, departments=150, of_one=200, listed=5_000, groups=40, doubts=150, names=500, considered=200, publishers=100,
    examples=5, captures=300,
)  # fmt: skip
PAPER = Room(
    points=5, departments=60, of_one=25, listed=500, groups=15, doubts=60, names=60, considered=20, publishers=20,
    examples=2, captures=0,
)  # fmt: skip
"""For somebody who reads it through: a catalogue of 2,000 datasets fills some 50 pages."""
