"""The files of a bundle: a line for each, or for each folder of them. A format adds its line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import cast

from portalaudit.errors import PdfError
from portalaudit.export.bundle.verify_md import verify_md
from portalaudit.export.csvs import csvs
from portalaudit.export.document import EXAMPLES, schema_bytes
from portalaudit.export.pdf import pdf
from portalaudit.export.report import render
from portalaudit.export.tables import Beside
from portalaudit.export.workbook import workbook
from portalaudit.model.audit import Audit
from portalaudit.model.bundle import ASSESSMENT, DOCUMENT, INPUTS, PAPER, RUBRICS, SAVED, SUBMITTED, Contents, File

CSV = "csv/"
Write = Callable[[Contents], Iterator[File]]


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the bundle's `data/`, or a folder of files."""

    path: str
    """A folder ends in a slash."""
    about: str
    """What it is, for people."""
    write: Write
    again: bool = True
    """`verify` makes it again and gets the same bytes. Not what people gave, nor what depends on a machine's fonts."""


def _document(contents: Contents) -> Iterator[File]:
    yield DOCUMENT, (contents.document,)


def _schema(contents: Contents) -> Iterator[File]:
    yield "audit-1.schema.json", (schema_bytes(),)


def _inputs(contents: Contents) -> Iterator[File]:
    yield INPUTS, (contents.inputs,)


def _saved(contents: Contents) -> Iterator[File]:
    if contents.saved is not None:
        yield SAVED, (contents.saved,)


def _archive(contents: Contents) -> Iterator[File]:
    return contents.archived.files()


def _rubrics(contents: Contents) -> Iterator[File]:
    return ((name, (text,)) for name, text in sorted(contents.rubrics.items()))


def _submitted(contents: Contents) -> Iterator[File]:
    for one in contents.handed:
        yield one.file, (contents.archived.payload(one.document.capture),)


def _assessment(contents: Contents) -> Iterator[File]:
    return ((name, (body,)) for name, body in sorted(contents.given.items()))


def _report(contents: Contents) -> Iterator[File]:
    yield "report.html", (html_of(contents),)


def html_of(contents: Contents) -> bytes:
    """The report as a page."""
    return render(brief(contents.audit), manuals=contents.manuals, lang=contents.dress.lang).encode()


def pdf_of(contents: Contents) -> bytes:
    """The report on paper.

    Raises:
        PdfError: Pango is missing.
    """
    return pdf(brief(contents.audit), contents.dress.lang, contents.manuals)


def _paper(contents: Contents) -> Iterator[File]:
    if not contents.dress.paper:
        return
    try:
        yield PAPER, (pdf_of(contents),)
    except PdfError as missing:
        raise PdfError(f"{missing}; with --no-pdf the bundle is made without it") from missing


def workbook_of(contents: Contents) -> bytes:
    """The workbook that an assessor opens."""
    return workbook(contents.audit, cast(Beside | None, contents.beside))


def _workbook(contents: Contents) -> Iterator[File]:
    yield "workbook.xlsx", (workbook_of(contents),)


def csvs_of(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """The tables as CSV files with their data package."""
    return csvs(contents.audit, cast(Beside | None, contents.beside))


def _tables(contents: Contents) -> Iterator[File]:
    return ((f"{CSV}{name}", (body,)) for name, body in sorted(csvs_of(contents)))


def _by_hand(contents: Contents) -> Iterator[File]:
    there = [one for one in MEMBERS if one.path != PAPER or contents.dress.paper]
    yield "VERIFY.md", (verify_md(contents, there).encode(),)


MEMBERS: tuple[Member, ...] = (
    Member("VERIFY.md", "How to check this bundle by hand, with public tools, and what that shows and does not show", _by_hand),
    Member("archive/", "What the audited servers answered (WARC), and what was read from it (Parquet)", _archive, again=False),
    Member(ASSESSMENT, "Decisions and annotations of people, beside the machine's result", _assessment, again=False),
    Member("audit-1.schema.json", "The JSON Schema of audit.json", _schema),
    Member(CSV, "The workbook's tables as CSV, with a data package that describes every column", _tables),
    Member(DOCUMENT, "The audit's result with all findings, each with its evidence", _document, again=False),
    Member(INPUTS, "What the audit was judged from beside the archive: target, choices on record, traffic", _inputs, again=False),
    Member("report.html", "The result as a page that needs nothing else", _report),
    Member(PAPER, "The same page on paper", _paper, again=False),
    Member(RUBRICS, "The rubrics that the audit was graded by", _rubrics, again=False),
    Member(SAVED, "The result as it was saved when the audit was made, by the software of then", _saved, again=False),
    Member(SUBMITTED, "Documents that people handed over for the city: submitted, not found by the machine", _submitted),
    Member("workbook.xlsx", "The result as a workbook, with room for decisions", _workbook),
)  # fmt: skip
"""In the order in which they are written. `audit.json` and what it is judged from are checked by steps of their own."""


def brief(audit: Audit) -> Audit:
    """The audit with a few examples a check, as reports show them."""
    portals = (
        replace(portal, checks=tuple(replace(check, findings=check.findings[:EXAMPLES]) for check in portal.checks))
        for portal in audit.portals
    )
    return replace(audit, portals=tuple(portals))
