"""What is found out about a data inventory: what was considered, what it holds, how it stands to the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from portalaudit.model.capture import Evidence
from portalaudit.model.tables import ReadTable

Disguise = Literal["yes", "no", "undetermined"]
Kind = Literal["whole", "part", "retired", "catalogue", "other"]
Answer = Literal["yes", "no", "undetermined"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it means."""

    index: int
    header: str
    group: str | None
    """A group of `vocabulary().groups`; None where nothing says what the column is."""
    confidence: float
    """0 to 1; 0 without a group."""
    by: str
    """`mapping-file exact trimmed fuzzy inside content none`."""
    primary: bool = False
    """The column that stands for its group; others of the group are shown and not counted."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome; shares are of all rows, 0 to 1."""

    entries: int
    kind: Kind
    why: str
    """A reason code: `not-inventory-columns all-retired one-department one-level lists-only-public platform-list many-departments
    no-department-column cut`."""
    completeness: Mapping[str, float]
    """Share of rows whose cell says something, of every core group (0 without a column) and of further groups that are there."""
    core: tuple[str, ...]
    """Core groups that have a column."""
    core_of: int
    filled_rows: float
    """Share of rows in which every core group that has a column says something."""
    newest: date | None
    """The newest plausible date among the rows' own update dates, else among the dates when they were added."""
    oldest: date | None
    newest_from: str | None
    """The header of the column that it was read in."""
    newest_text: str | None
    """The cell, as it stands there."""
    date_note: str | None
    not_on_portal: int | None
    """Rows that say that they are not on the portal; None where no column tells."""
    not_public: int | None
    """Rows whose classification keeps them from the public; None where no column tells."""
    public: int | None
    unclassified: int | None
    """Rows whose classification is empty or not understood."""
    readable_frequency: float
    """Share of rows whose update frequency is one that we can read."""
    disguise: Disguise
    """Whether it is the catalogue under the name of an inventory: nothing in it is unpublished or kept from the public, and
    nearly all rows say so. Undetermined where too few rows tell."""
    departments: int
    """Distinct departments, case and white space aside."""
    levels: Mapping[str, int]
    """How often each classification occurs, 20 at most, most frequent first; only those that look like words of a list."""
    unread: tuple[str, ...]
    """Cells that a mapping file could explain, and that look like words of a list."""
    levels_hidden: int = 0
    """Distinct classifications that don't, and may be about persons."""
    unread_hidden: int = 0
    """Distinct cells that mean nothing to us and don't."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A name of the inventory and the department of the list that it is."""

    named: str
    listed: str
    how: str


@dataclass(frozen=True, slots=True)
class Share:
    """The share of departments covered, as far as names settle it."""

    denominator: str
    """`listed`: all of the list; `taking_part`: without those that the list says don't take part."""
    of: int
    at_least: int
    """Matched."""
    at_most: int
    """Matched, were every unmatched name of the inventory one of the unmatched departments under another name, and every row that
    names none another one's."""
    above: Answer
    """More than 80 %: yes where `at_least` settles it, no where `at_most` does."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The outcome."""

    named: int
    """Distinct names in the inventory, case and white space aside."""
    listed: int
    taking_part: int | None
    """Departments that take part; None where the list doesn't tell."""
    matched: int
    """Departments of the list that the inventory names and that take part (all, where the list doesn't tell)."""
    matched_listed: int
    """Departments of the list that the inventory names, whether they take part or not."""
    pairs: tuple[Pair, ...]
    unmatched_named: tuple[str, ...]
    """Persons, addresses and telephone numbers masked (`documents.inventory.shown`), as in `perhaps`."""
    unmatched_listed: tuple[str, ...]
    not_taking_part: tuple[str, ...]
    """Named by the inventory, though the list says that they don't take part."""
    perhaps: tuple[Pair, ...]
    """Unmatched names that look alike: for a person, never counted."""
    shares: tuple[Share, ...]
    above: Answer
    """Yes or no where every denominator says so."""


@dataclass(frozen=True, slots=True)
class Match:
    """One distinct name of the inventory that was found in the catalogue."""

    name: str
    row: int
    """The first row of the inventory that has the name, from 0."""
    level: str
    """The strictest level that finds it: one of LEVELS."""
    asset: int
    """The first asset found, by its place in the catalogue."""
    score: float
    """100 but for fuzzy matches."""
    claimed: bool


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """One department's part, counted in entries."""

    department: str
    entries: int
    claims: int
    """Entries that claim to be published."""
    found: int
    """Of these, entries whose name is found in the catalogue."""
    not_public: int
    """Entries whose classification keeps them from the public."""
    kept: int = 0
    """Of these, entries that don't claim to be published."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The outcome. Counts of `matched` are over distinct names that claim publication and grow from left to right."""

    basis: str
    """What a claim is read from: `publication`, `link`, or `none` where the inventory doesn't say what is published."""
    claims: int
    """Rows that claim to be published."""
    distinct_names: int
    matched: Mapping[str, int]
    matches: tuple[Match, ...]
    """Of every distinct name, claimed or not, by row."""
    claimed_not_found: tuple[str, ...]
    """Names, sorted."""
    published_not_listed: tuple[int, ...]
    """Places of assets that count and that no entry was matched with, at any level."""
    found_unclaimed: tuple[str, ...]
    """Names that the inventory says are not published, and that are; sorted."""
    by_department: tuple[DepartmentLine, ...]
    compared: int = 0
    """Pairs of titles that fuzzy matching compared."""
    skipped: int = 0
    """Beginnings of words that fuzzy matching left out, because too many titles share them."""


@dataclass(frozen=True, slots=True)
class Considered:
    """An asset or address that was considered as an inventory, accepted or refused, with the reason."""

    subject: str
    """The asset's id; of an address that the city's record names, the address."""
    title: str
    accepted: bool
    kind: Kind
    """`whole part retired` of the accepted, `catalogue other` of the refused."""
    reason: str
    """See `documents.inventory.recognise.Recognition`; of an accepted one whose rows told otherwise, `Judgement.why`."""
    confidence: float
    dated: str | None = None
    read: bool = False
    """Its rows were asked for."""


@dataclass(frozen=True, slots=True)
class InventoryResult:
    """One inventory whose rows were asked for, judged."""

    considered: Considered
    table: ReadTable
    """What was asked, and what came."""
    columns: tuple[Column, ...] = ()
    judgement: Judgement | None = None
    """None where its rows could not be read (`table.failure` says why)."""
    stamp: date | None = None
    """When the platform or the server says that its rows last changed."""
    coverage: Coverage | None = None
    """None without a list of departments."""
    reconciliation: Reconciliation | None = None
    lines: tuple[DepartmentLine, ...] = ()
    assets: Sequence[tuple[str, str]] = ()
    """Subject and title of every asset of the catalogue that it was held against: what a `Reconciliation` counts places in."""
    newest_at: Evidence | None = None
    """The cell with the newest date."""
    header_at: Evidence | None = None
    """The header, or the first row where names stand in every row."""
    not_public_at: tuple[Evidence, ...] = ()
    """Cells that keep an entry from the public, a few."""

    @property
    def newest(self) -> date | None:
        """When it was last brought up to date, by its own rows, else by the platform."""
        return (self.judgement.newest if self.judgement else None) or self.stamp


@dataclass(frozen=True, slots=True)
class Inventories:
    """What one portal showed of inventories, judged for a city."""

    considered: tuple[Considered, ...] = ()
    results: tuple[InventoryResult, ...] = ()
    """Those whose rows were asked for, in the order in which they were chosen."""
    chosen: InventoryResult | None = None
    """The one that stands for the city: a whole inventory before a part, the newest; None where none was read."""
    departments_from: str | None = None
    """Where the list of departments comes from: `registry`, an address; None without one."""
    departments_capture: str | None = None
    disguised: InventoryResult | None = None
    """The catalogue under the name of an inventory, where nothing better was read anywhere: it does not stand for the city."""
    hidden: tuple[InventoryResult, ...] = ()
    """Whole inventories that other portals of the city offer, and whose rows could not be read."""
    unseen: tuple[str, ...] = ()
    """Other portals of the city that were not audited, or whose catalogue could not be read whole; sorted."""
