"""The catalogue: a row a dataset with what each check says of it, and a row a department."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import numpy as np
import numpy.typing as npt

from portalaudit.export.datasets import rows as listed
from portalaudit.export.report.catalogue import Part
from portalaudit.export.report.departments import departments as counted
from portalaudit.export.tables.given import Given, joined, result_of
from portalaudit.export.tables.table import Column, Row, Table, Value
from portalaudit.model.audit import CheckResult
from portalaudit.model.frames import column
from portalaudit.model.portal import KINDS, OWNERSHIPS

STATES = ("pass", "fail", "na", "not_seen")
"""What a check says of one dataset: it passes, it fails, the question makes no sense there, it could not be seen."""
_PASS, _FAIL, _NA, _NOT_SEEN = range(4)
_CONTACTS = ("contact_name", "contact_email", "contact_url")


def datasets(given: Given) -> Table:
    """A row an asset of every kind: the columns of `show --datasets`, its department and page, and a column a check."""
    checks, contacts = given.dataset_checks, _CONTACTS if given.beside.with_contacts else ()

    def rows() -> Iterator[Row]:
        lines = listed(given.audit, given.beside.schedules)
        for part, codes in zip(given.parts, given.departments.codes, strict=True):
            names, own = given.departments.names, part.own.tolist()
            departments = [names[code] if code >= 0 else None for code in codes.tolist()]
            told = ["landing_page", *contacts]
            beside = zip(*(column(part.portal.snapshot.datasets, name).to_pylist() for name in told), strict=True)
            for counts, department, (page, *people), states in zip(own, departments, beside, _states(part, checks), strict=True):
                line = next(lines)
                failed = cast(list[str], line["failed"])
                dates = (_moment(line[name]) for name in ("metadata_modified", "data_modified", "rows_newest", "rows_oldest"))
                yield (
                    cast(Value, line["title"]), department, cast(Value, line["kind"]), cast(Value, line["ownership"]), counts,
                    len(failed), *(cast(Value, line[name]) for name in ("publisher", "license", "frequency", "frequency_days")),
                    *dates, *(cast(Value, line[name]) for name in ("clock", "days_late")), page, cast(Value, line["subject"]),
                    cast(Value, line["portal"]), *people, *states, " ".join(failed) or None,
                )  # fmt: skip

    told = (
        Column("title", width=44),
        Column("department", width=26),
        Column("kind", "word", width=11, words="kind", choices=KINDS),
        Column("ownership", "word", width=12, words="owner", choices=OWNERSHIPS),
        Column("counted", "bool", width=9),
        Column("failed_count", "int", width=8, look="warm"),
        Column("publisher", width=22),
        Column("license", width=18),
        Column("frequency", width=14),
        Column("frequency_days", "number", width=10),
        Column("metadata_modified", "moment", width=17),
        Column("data_modified", "moment", width=17),
        Column("rows_newest", "moment", width=17),
        Column("rows_oldest", "moment", width=17),
        Column("clock", "key", width=16),
        Column("days_late", "number", width=9, look="late"),
        Column("page", "url", width=34),
        Column("subject", "key", width=24),
        Column("portal", "key", width=30),
        *(Column(name, width=24) for name in contacts),
    )
    states = [Column(check, "word", words="state", choices=STATES, look="state") for check in checks]
    columns = (*told, *_of_checks(given, states, told), Column("failed", "key", width=40))
    return Table("datasets", columns, ("portal", "subject"), rows)


def departments(given: Given) -> Table:
    """A row a department with own datasets, that with most findings first: how many of them fail each check."""
    checks = given.dataset_checks

    def rows() -> Iterator[Row]:
        for rank, one in enumerate(counted(given.parts, given.audit.target.city).all, 1):
            failing = dict(one.checks)
            yield (
                rank, one.name, joined(one.also), one.datasets, one.failing, one.several, one.findings,
                *(failing.get(check, 0) for check in checks),
            )  # fmt: skip

    told = (
        Column("rank", "int", width=7),
        Column("department", width=40, nothing=given.words.say("whose.departments.nameless").unescape()),
        Column("also", width=36),
        Column("datasets", "int", width=10),
        Column("failing", "int", width=10),
        Column("several", "int", width=10),
        Column("findings", "int", width=10),
    )
    counts = [Column(check, "int", look="warm", form='#,##0;-#,##0;"·"') for check in checks]
    columns = (*told, *_of_checks(given, counts, told))
    return Table("departments", columns, ("rank",), rows, frozen=2)


def _of_checks(given: Given, made: Sequence[Column], others: Sequence[Column]) -> Iterator[Column]:
    """Narrow columns under the checks' titles on end; one that is called as another column is has a name of its own."""
    taken = {column.name for column in others} | {"failed"}
    for one in made:
        title = given.words.label("check", one.name)
        name = f"check_{one.name}" if one.name in taken else one.name
        yield replace(one, name=name, title=title, width=8, upright=True)


def _states(part: Part, checks: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """A row a dataset, a word a check."""
    size = len(part.own)
    if not checks:
        return iter([()] * size)
    words = np.asarray(STATES, dtype=object)
    return zip(*(words[_codes(result_of(part.portal, check), size)].tolist() for check in checks), strict=True)


def _codes(result: CheckResult | None, size: int) -> npt.NDArray[np.int8]:
    if result is None or result.outcome is not None:
        return np.full(size, _NOT_SEEN, np.int8)
    codes = np.full(size, _PASS, np.int8)
    codes[result.failing], codes[result.inapplicable], codes[result.unobserved] = _FAIL, _NA, _NOT_SEEN
    return codes


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
