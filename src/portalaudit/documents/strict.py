"""XML out of strangers' ZIP files: no document types and so no entities; whatever is wrong with a file is a Failure."""

import zipfile
from collections.abc import Callable
from typing import TypeVar
from xml.parsers import expat

from portalaudit.documents.failure import Failure
from portalaudit.documents.package import BROKEN, open_package

T = TypeVar("T")


class Refused(Exception):
    """The XML declares a document type, which no workbook and no document needs, or is too large."""


def _refuse(*_: object) -> None:
    raise Refused("the XML declares a document type")


def new_parser() -> expat.XMLParserType:
    """A parser that refuses document types and with them entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def within(body: bytes, what: str, read: Callable[[zipfile.ZipFile], T | Failure]) -> T | Failure:
    """What is read in a file's package; `what` is what the file is, for the failure: `workbook`."""
    package = open_package(body)
    if isinstance(package, Failure):
        return package
    try:
        return read(package)
    except KeyError as problem:
        return Failure("damaged", f"the {what} lacks {problem}"[:200])
    except (expat.ExpatError, Refused, *BROKEN) as problem:
        return Failure("damaged", str(problem)[:200])
