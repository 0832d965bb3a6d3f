"""`portalaudit db`: what is kept, pruned, backed up."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from portalaudit.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(keep)
    app.command()(prune)
    app.command()(vacuum)
    app.command()(backup)


def keep(
    context: typer.Context,
    audit: Annotated[
        str | None, typer.Argument(metavar="AUDIT", help="An audit's id, a city's key (its latest), or `last`; none to list.")
    ] = None,
    release: Annotated[bool, typer.Option("--release", help="Take the marks away: retention may take it again.")] = False,
) -> None:
    """Mark an audit so that retention never takes it; without an audit, list those that are marked or were exported."""
    from portalaudit.audit import keeping
    from portalaudit.cli.config import load
    from portalaudit.cli.text import table

    settings = load(context.obj)
    if audit is None:
        if release:
            raise UsageError("--release takes the audit that it is meant for")
        kept = keeping.kept(settings.db)
        table(("audit", "taken", "of", "why", "since"), [
            (one.audit, f"{one.taken_at:%Y-%m-%d}", one.target, one.why, f"{one.kept_at:%Y-%m-%d}") for one in kept
        ])  # fmt: skip
    elif release:
        name, why = keeping.release(settings.db, audit)
        said = f"was {' and '.join(why)}; retention may take it now" if why else "was not marked"
        sys.stdout.write(f"{name}: {said}\n")
    else:
        sys.stdout.write(f"{keeping.mark(settings.db, audit)}: kept until `portalaudit db keep --release`\n")


def prune(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; nothing is written.")] = False,
    now: Annotated[
        str | None, typer.Option("--now", metavar="DATE", help="With --dry-run: what would go on that day (2028-01-31).")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="However much goes; else too much at once is refused.")] = False,
    orphans: Annotated[
        bool, typer.Option("--orphans", help="Also remove files of the archive that this database does not know.")
    ] = False,
) -> None:
    """Take what retention lets go, database and archive together: nights beyond two years, weeks beyond four."""
    from portalaudit.audit.keeping import prune as pruning
    from portalaudit.cli.config import load

    settings = load(context.obj)
    if now is not None and not dry_run:
        raise UsageError("--now goes with --dry-run: what is taken is taken by the clock")
    if dry_run:
        done = pruning.plan(settings.db, settings.archive, None if now is None else _day(now))
    else:
        done = pruning.prune(settings.db, settings.archive, asked=yes, orphans=orphans)
    would = "would go" if dry_run else "went"
    lines = [
        f"{done.audits:,} audits {would}, {done.captures:,} captures, {done.segments:,} segments,"
        f" {done.snapshots:,} snapshots: {done.bytes:,} bytes of the archive"
    ]
    if done.held_segments:
        lines.append(f"{done.held_bytes:,} bytes in {done.held_segments:,} segments stay: kept audits need a part of each")
    if done.rewritten:
        lines.append(
            f"{done.rewritten:,} of them were written anew with that part alone: {done.spare:,} bytes go with the next pruning"
        )
    if done.waiting:
        lines.append(f"the evidence of {done.waiting:,} audits stays until audits at work are done")
    if done.orphans:
        lines.append(f"{done.orphans:,} files that this database did not know are removed")
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(f"--now {text}: write a day as 2028-01-31") from None


def vacuum(context: typer.Context) -> None:
    """Give back the room of deleted rows. SQLite writes its file anew: stop the clock, and have twice its size free."""
    from portalaudit.audit.keeping import vacuum as run
    from portalaudit.cli.config import load

    sizes = run(load(context.obj).db)
    if sizes is None:
        sys.stdout.write("vacuumed and analysed; the room is kept for new rows\n")
    else:
        sys.stdout.write(f"{sizes[0]:,} bytes before, {sizes[1]:,} after\n")


def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder, or that of an earlier backup.")],
    copies: Annotated[bool, typer.Option("--copy", help="Copy even where hard links would do.")] = False,
) -> int:
    """Copy database and archive to a folder while audits go on; exit 1 where the copy does not fit together."""
    from portalaudit.audit.keeping.backup import back_up
    from portalaudit.cli.config import load

    settings = load(context.obj)
    done = back_up(settings.db, settings.archive, folder, copies=copies)
    linked = f", {done.archive.linked:,} of them hard links" if done.archive.linked else ""
    sys.stdout.write(f"{done.database}\n{done.archive.files:,} files of the archive, {done.archive.bytes:,} bytes{linked}\n")
    sys.stdout.write("".join(f"{line}\n" for line in done.problems))
    return 1 if done.problems else 0
