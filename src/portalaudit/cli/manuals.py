"""`portalaudit checks` and `portalaudit rubrics`: the manuals of what is tested and how it is graded."""

from typing import Annotated

import typer

from portalaudit.errors import UsageError

checks = typer.Typer(help="What is tested: the checks and their manuals.", no_args_is_help=True)
rubrics = typer.Typer(help="How it is graded: the rubrics and their criteria.", no_args_is_help=True)


@checks.command("list")
def checks_list() -> None:
    """All checks, one a line."""
    from portalaudit.checks.run import discover
    from portalaudit.cli.text import table

    rows = [(check.id, check.family, check.scope, check.manual.title) for check in discover()]
    table(("check", "family", "judges", "it finds"), rows)


@checks.command("show")
def checks_show(check: Annotated[str, typer.Argument(help="A check's id.")]) -> None:
    """One check's manual."""
    from portalaudit.checks.run import discover
    from portalaudit.cli.text import heading, paragraph

    found = next((item for item in discover() if item.id == check), None)
    if found is None:
        raise UsageError(f"no check {check!r}; `portalaudit checks list` shows them")
    manual = found.manual
    heading(f"{found.id}: {manual.title}")
    paragraph(f"{found.family} check, judges each {'dataset' if found.scope == 'dataset' else 'portal'}")
    for name, text in manual.sections.items():
        heading(name)
        paragraph(text)


@rubrics.command("list")
def rubrics_list() -> None:
    """All shipped rubrics, one a line."""
    from portalaudit.cli.text import table
    from portalaudit.rubrics.load import available, load

    loaded = [load(name) for name in available()]
    rows = [(r.id, r.version, "scored" if r.scored else "not scored", str(len(r.criteria)), r.title) for r in loaded]
    table(("rubric", "version", "score", "criteria", "title"), rows)


@rubrics.command("show")
def rubrics_show(rubric: Annotated[str, typer.Argument(help="A rubric's id, or a TOML file.")]) -> None:
    """One rubric: what it is, where it comes from and its criteria."""
    from portalaudit.cli.text import heading, paragraph, table
    from portalaudit.rubrics.load import load

    loaded = load(rubric)
    heading(f"{loaded.id} {loaded.version}: {loaded.title}")
    paragraph(loaded.about)
    paragraph(f"Source: {loaded.citation}")
    rows = [(c.id, c.group, f"{c.weight:g}" if loaded.scored else "", c.known, c.title, c.text) for c in loaded.criteria]
    table(("criterion", "group", "weight", "text known", "title", "what it asks"), rows)
