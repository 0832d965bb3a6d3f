"""An audit handed over as a file."""

import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from portalaudit.archive.minisign import SecretKey, sign
from portalaudit.audit.contents import contents_of
from portalaudit.clock import timed
from portalaudit.errors import UsageError
from portalaudit.export.bundle.bag import write_bundle
from portalaudit.export.bundle.members import brief, csvs_of, html_of, pdf_of, workbook_of
from portalaudit.export.bundle.zipping import zipped
from portalaudit.export.dqv import dqv
from portalaudit.export.moments import iso
from portalaudit.model.bundle import Contents, Dress, top_of

Write = Callable[[Contents], Iterable[bytes]]
BUNDLE = "bundle"


def _csv(contents: Contents) -> Iterable[bytes]:
    return (zipped(csvs_of(contents), f"{top_of(contents.audit.id)}-csv", contents.audit.taken_at),)


FORMATS: Mapping[str, Write] = {
    "xlsx": lambda contents: (workbook_of(contents),),
    "csv": _csv,
    "json": lambda contents: (contents.document, b"\n"),
    "html": lambda contents: (html_of(contents),),
    "pdf": lambda contents: (pdf_of(contents),),
    "dqv": lambda contents: (dqv(brief(contents.audit), manuals=contents.manuals),),
}
"""Formats of one file beside the bundle: name → what writes it. A format adds its line here."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    audit: str
    path: Path
    size: int
    missing: int
    """Captures that the audit names and that were never on record."""
    withheld: int
    signed_by: str | None
    """The id of the key."""


def export(
    db: str,
    archive: Path,
    ref: str,
    output: Path,
    form: str = BUNDLE,
    key: SecretKey | None = None,
    dress: Dress | None = None,
) -> Exported:
    """Write an audit to a file, all of it or nothing; a file of that name is replaced.

    Raises:
        UsageError: no such format, a signature of something else than a bundle or that without a PDF, or the file cannot be
            written.
        NotFound: no such audit, or it was never finished.
        ArchiveError: the archive does not hold what the audit needs.
    """
    if form != BUNDLE and form not in FORMATS:
        raise UsageError(f"--format {form}: one of {', '.join((BUNDLE, *FORMATS))}")
    if form != BUNDLE and key is not None:
        raise UsageError("--sign goes with --format bundle")
    if form != BUNDLE and dress is not None and not dress.paper:
        raise UsageError("--no-pdf goes with --format bundle")
    if output.is_dir():
        raise UsageError(f"{output}: cannot be written: it is a folder")
    with timed("judge"):
        contents = contents_of(db, archive, ref, dress)
    with timed("write"):
        size = _written(output, contents, form, key)
    signed = None if key is None else key.public.name
    return Exported(contents.audit.id, output, size, len(contents.missing), len(contents.withheld), signed)


def _written(output: Path, contents: Contents, form: str, key: SecretKey | None) -> int:
    scratch = output.with_name(f".{output.name}.{secrets.token_hex(4)}.part")
    try:
        with scratch.open("xb+") as file:
            if form == BUNDLE:
                _bundle(file, contents, key)
            else:
                file.writelines(FORMATS[form](contents))
            size = file.seek(0, os.SEEK_END)
        scratch.replace(output)
    except OSError as problem:
        raise UsageError(f"{output}: cannot be written: {problem.strerror or problem}") from problem
    finally:
        scratch.unlink(missing_ok=True)
    return size


def _bundle(file: BinaryIO, contents: Contents, key: SecretKey | None) -> None:
    if key is None:
        write_bundle(file, contents)
        return
    write_bundle(file, contents, key.public.file, partial(_signed, key=key, comment=signing_comment(contents)))


def _signed(message: bytes, *, key: SecretKey, comment: str) -> str:
    return sign(message, key, comment)


def signing_comment(contents: Contents) -> str:
    """What a signature says of itself: never the clock, so that two exports are the same bytes."""
    return f"audit {contents.audit.id} of {iso(contents.audit.taken_at)}, portalaudit {contents.software}"
