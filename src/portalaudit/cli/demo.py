"""`portalaudit demo`: generated portals on loopback, one a platform, audited over HTTP."""

import re
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--folder", help="Where database, archive and reports go.")] = Path(".demo"),
) -> int:
    """Audit four generated portals over HTTP and write their reports; asks nothing of the outside."""
    from portalaudit.audit.cities import from_record
    from portalaudit.audit.options import Options
    from portalaudit.audit.registry import save_cities
    from portalaudit.audit.run import run_all
    from portalaudit.cli.output import emit_audit, html
    from portalaudit.cli.progress import watching
    from portalaudit.cli.text import heading, paragraph
    from portalaudit.demo.stories import serve_stories

    folder.mkdir(parents=True, exist_ok=True)
    db = context.obj.db or f"sqlite:///{folder.resolve() / 'portalaudit.sqlite'}"
    archive = Path(context.obj.archive or folder / "archive").resolve()
    code = 0
    written = []
    with serve_stories() as served:
        for story, url in served:
            city = from_record(story.record(url), f"the story of {story.name}")
            save_cities(db, [city])
            heading(f"{story.name} ({story.platform})")
            paragraph(story.blurb)
            options = Options(db=db, archive=archive, rate=0, allow_private=True, judged_as=city)
            for name, result in run_all(options, [url], watching(quiet=context.obj.quiet, verbose=context.obj.verbose)):
                code = max(code, result.code)
                if result.line:
                    sys.stderr.write(f"portalaudit: {name}: {result.line}\n")
                emit_audit(result, "text", lang=context.obj.lang)
                report = folder / f"{city.key}.html"
                report.write_text(html(result, context.obj.lang), encoding="utf-8")
                written.append(report.resolve())
    heading("Reports")
    for report in written:
        sys.stdout.write(f"{report}\n")
    shown = shlex.quote(re.sub(r"(://[^/@:]*):[^@/]*@", r"\1:***@", db))
    program = sys.argv[0] if Path(sys.argv[0]).name == "portalaudit" else "portalaudit"
    sys.stdout.write(f"Look again: {shlex.quote(program)} --db {shown} --archive {shlex.quote(str(archive))} show last\n")
    return code
