"""Questions about the rows of a dataset, and what came of them.

A dataset's rows are asked one small question a night at most (`connectors/rows/newest/`): how many there are, the extremes of its
date columns, and of a few numbers, so that a change shows. Answers stand in the frames `probes` (one line a dataset) and
`profiles` (one line a column) of `model.frames`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from portalaudit.model.tables import Way

ColumnKind = Literal["date", "number", "text", "other"]
"""What a column holds, by the platform's type; `date` also of a text column that reads as dates."""

Role = Literal["update", "event", "load", "aside", "other"]
"""What the dates of a column are: when rows were edited or data describe (`update`), when what they tell happened (`event`), the
time of a load that all rows share (`load`), what no update is, such as an expiry or a birth (`aside`). Only `update` and `event`
say how new rows are. `other` is no date."""

CadenceBy = Literal["rows", "entries"]
"""How the gaps between entries are known: `rows`, from the number of rows and the span (no entry can be rarer than that on
average: a lower bound); `entries`, the median gap between the distinct days themselves."""


UNDATED = frozenset({"no-date-column", "dates-as-text"})
"""Failures of answers that hold what the rows are, and tell no dates: whether they change is seen all the same."""


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """A column as it was known before the question."""

    name: str
    """As the interface takes it."""
    kind: ColumnKind
    type: str = ""
    """The platform's own word."""
    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be asked of one dataset."""

    subject: str
    ways: tuple[Way, ...]
    """Best first; the next one only where the one before cannot say anything."""
    columns: tuple[KnownColumn, ...] = ()
    """Empty where nobody told them: then the interface is asked first what columns there are."""
    cadence: bool = False
    """Ask for the newest distinct days too, in a request of its own."""


@dataclass(frozen=True, slots=True)
class ColumnAnswer:
    """What was learnt of one column. Moments in microseconds since 1970, UTC; None where nothing was."""

    name: str
    kind: ColumnKind
    role: Role
    why: str
    """Reason code of the role: how the column was chosen or set aside, e.g. `name-update type-date all-equal`."""
    type: str = ""
    title: str | None = None
    description: str | None = None
    rows: int | None = None
    """Rows that were looked at, by the server or by us."""
    nulls: int | None = None
    distinct: int | None = None
    """Distinct values, nulls aside."""
    newest: int | None = None
    """The greatest date that can be true (not after the audit)."""
    oldest: int | None = None
    """The smallest date that can be true."""
    latest: int | None = None
    """The greatest date of all, implausible ones included."""
    earliest: int | None = None
    latest_raw: str | None = None
    """The values behind `latest` and `earliest` as they stand."""
    earliest_raw: str | None = None
    at: str | None = None
    """Where `latest_raw` stands in the answer's capture: a JSON Pointer, or `cell=ROW,COLUMN`; None where it does not."""

    @property
    def newest_at(self) -> str | None:
        """Where the newest stands in the answer's capture; None where it is not the greatest value, whose place alone is kept."""
        return self.at if self.newest is not None and self.newest == self.latest else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question, in one way."""

    way: str | None = None
    """`Way.kind`; None where there was none."""
    url: str | None = None
    capture: str | None = None
    """The capture that holds the extremes, or the refusal."""
    asked_at: datetime | None = None
    """When that was fetched."""
    failure: str | None = None
    """A gap's reason (`http-404 timeout soql-error …`), `no-way`, `no-date-column`; None where the rows answered."""
    detail: str | None = None
    rows: int | None = None
    columns: tuple[ColumnAnswer, ...] = ()
    out_of_date: bool | None = None
    """The server says that what it answers from is behind the data (`X-SODA2-Data-Out-Of-Date`)."""
    http_modified: datetime | None = None
    """Last-Modified of a file."""
    data_modified: datetime | None = None
    """When a layer says that its rows last changed (`dataLastEditDate`)."""
    fingerprint: str | None = None
    """`BASIS:CONTENT`, hexadecimal: two answers of the same basis (way and columns) tell whether the content is the same."""
    entries: int | None = None
    """Distinct days that the gaps were taken from."""
    cadence_days: float | None = None
    """Days between entries, see `CadenceBy`."""
    cadence_by: CadenceBy | None = None
    cadence_capture: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier audit knows of a dataset's rows: the newest line of `probes` that it has."""

    captures: tuple[str, ...]
    """Of its answer or refusal: what a night that doesn't ask goes on with."""
    as_of: datetime
    """The moment of the audit that asked."""
    failure: str | None
    stamp: datetime | None
    """The platform's stamp of the data when it was asked."""
    fingerprint: str | None
    since: datetime | None
    """When this content was first seen."""
    since_stamp: datetime | None
    """The platform's stamp of the data then."""
    changed: bool = False
    """Another content of the same basis was seen before `since`."""
    columns: tuple[KnownColumn, ...] = ()
    """What was learnt of the columns; empty where the catalogue tells them."""
    cadence: bool = False
    """The distinct days were asked too."""
    gap: float | None = None
    """Days between rows on average, where the distinct days were not asked."""
