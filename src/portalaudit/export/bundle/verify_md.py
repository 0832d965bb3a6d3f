"""`VERIFY.md`: how a person checks a bundle with public tools, step by step, and what that shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from portalaudit.export.markdown import literal
from portalaudit.export.names import name_of
from portalaudit.export.report.strangers import shown
from portalaudit.model.audit import Audit
from portalaudit.model.bundle import Contents, top_of

_PLAIN = re.compile(r"(?:/[A-Za-z0-9_.:-]{1,60}){1,12}")
"""Pointers that can stand in a shell command as they are."""


@dataclass(frozen=True, slots=True)
class Example:
    """A finding that is plain to follow by hand."""

    check: str
    record: str
    """The record that holds the body: the capture's own, or the one that it repeats."""
    pointer: str
    excerpt: str
    absent: str | None


def verify_md(contents: Contents, members: Sequence[object]) -> str:
    """The page. The same contents give the same text."""
    audit = contents.audit
    return _template().render(
        audit=audit, contents=contents, members=members, name=literal(shown(name_of(audit))), top=top_of(audit.id),
        when=f"{audit.taken_at:%Y-%m-%d at %H:%M} UTC", example=example(audit),
    )  # fmt: skip


def example(audit: Audit) -> Example | None:
    """The first finding of a check whose evidence stands in a body of JSON that is plain to follow."""
    bodies = {
        one.id: one.revisit_of or one.id
        for one in audit.captures
        if one.status in (200, 304) and one.error is None and "json" in (one.media_type or "")
    }
    for finding in (finding for part in audit.portals for check in part.checks for finding in check.findings):
        for one in finding.evidence:
            if one.capture in bodies and one.pointer and _PLAIN.fullmatch(one.pointer) and (one.excerpt or one.absent):
                absent = literal(one.absent) if one.absent else None
                return Example(finding.check, bodies[one.capture], one.pointer, literal(shown(one.excerpt, 80)), absent)
    return None


@cache
def _template() -> Template:
    made = Environment(
        loader=PackageLoader("portalaudit.export.bundle"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, autoescape=False,  # noqa: S701 - Markdown, its strangers' texts made literal
    )  # fmt: skip
    return made.get_template("VERIFY.md")
