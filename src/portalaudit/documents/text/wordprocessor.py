"""ZIP files of word processors: DOCX and ODT. Others are told apart and refused."""

import zipfile

from portalaudit.documents.failure import Failure
from portalaudit.documents.strict import within
from portalaudit.documents.text.docx import read_docx
from portalaudit.documents.text.flow import Flow
from portalaudit.documents.text.language import code_of
from portalaudit.documents.text.odt import read_odt
from portalaudit.documents.text.outline import believable, guessed, own_title, title_from
from portalaudit.documents.text.stamps import day_of
from portalaudit.documents.text.xmlparts import relations, texts
from portalaudit.documents.textual import Text

_ODT = "application/vnd.oasis.opendocument.text"
_CORE = {"title": "title", "created": "created", "modified": "modified", "language": "language"}
_META = {"title": "title", "creation-date": "created", "date": "modified", "language": "language"}


def read_package(body: bytes) -> Text | Failure:
    """A word processor's text."""
    return within(body, "document", _read)


def _read(package: zipfile.ZipFile) -> Text | Failure:
    names = set(package.namelist())
    flow = Flow()
    if "mimetype" in names and _mimetype(package).startswith(_ODT):
        paged = read_odt(package, flow)
        return _text(flow, "odt", texts(package, "meta.xml", _META), paged=paged)
    main = next((target for kind, target in relations(package, "").values() if kind == "officeDocument"), "word/document.xml")
    if main not in names or not main.startswith("word/"):
        return Failure("unsupported-format", "a ZIP file that is no text document")
    paged = read_docx(package, main, flow)
    core = next((target for kind, target in relations(package, "").values() if kind == "core-properties"), "docProps/core.xml")
    return _text(flow, "docx", texts(package, core, _CORE), paged=paged)


def _mimetype(package: zipfile.ZipFile) -> str:
    with package.open("mimetype") as member:
        return member.read(100).decode("ascii", "replace")


def _text(flow: Flow, kind: str, told: dict[str, str], *, paged: bool) -> Text | Failure:
    plain = flow.composer.text()
    if not plain:
        return Failure("no-text", "the document holds no text")
    styled = tuple(flow.composer.outline())
    headings = styled or guessed(plain)
    notes = (("headings-guessed",) if headings and not styled else ()) + (("pages-as-last-saved",) if paged else ())
    dates = {name: day for name in ("created", "modified") if (day := day_of(told.get(name)))}
    return Text(
        plain=plain,
        format=kind,
        title=flow.title or believable(own_title(told.get("title")), plain) or title_from(plain, headings),
        headings=headings,
        pages=(0, *flow.composer.turned()) if paged else (),
        links=tuple(flow.links),
        language=code_of(told.get("language")),
        dates=tuple(sorted(dates.items())),
        truncated="characters" if flow.composer.full else None,
        notes=notes,
    )
