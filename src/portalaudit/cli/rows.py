"""What a portal's part of an audit's document says of rows, as text."""

from collections.abc import Mapping
from typing import Any

from portalaudit.cli.text import line, safe

Document = Mapping[str, Any]

MOST = 6
"""Reasons named (own choice: a corner of a terminal)."""


def print_rows(portal: Document) -> None:
    """How many datasets were asked for their newest row and what came of it; nothing of documents of versions that asked none."""
    found = portal.get("rows")
    if found is None:
        return
    line()
    line("[bold]Rows[/bold]")
    if not found["chosen"]:
        line("Not asked: this audit asked no rows how new they are.")
        return
    of = portal["snapshot"]["own_datasets"]
    carried = f"; answers of an earlier night: {found['carried']:,}" if found["carried"] else ""
    line(f"{found['chosen']:,} of {of:,} datasets were chosen to be asked for their newest row{carried}")
    older = "; none of these has a period that it promises and we can read" if found["dated"] else ""
    if found["promised"]:
        older = f"; older than promised: {found['older']:,} of the {found['promised']:,} that promise a period"
    line(f"  {found['dated']:,} told its date{older}", indent="    ")
    if silent := found["chosen"] - found["dated"]:
        line(f"  {silent:,} could not be asked or did not tell it (a gap is not a failure)")
        _reasons(found)


def _reasons(found: Document) -> None:
    from portalaudit.export.report.wording import wording

    words = wording("en")
    reasons = sorted(found["failures"].items(), key=lambda item: (-item[1], item[0]))
    for reason, count in reasons[:MOST]:
        line(f"    {count:,}: {safe(words.label('gap', reason))}", indent="      ")
    if len(reasons) > MOST:
        line(f"    {sum(count for _, count in reasons[MOST:]):,}: for {len(reasons) - MOST:,} other reasons")
