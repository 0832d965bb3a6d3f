"""`portalaudit audit`: crawl, judge, grade, save, print."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping


class Platform(StrEnum):
    """Platforms that can be named to skip detection."""

    SOCRATA = "socrata"
    CKAN = "ckan"
    ARCGIS = "arcgis"
    DCAT = "dcat"


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    JSON = "json"


class Probes(StrEnum):
    """How many links to probe."""

    NONE = "none"


class Data(StrEnum):
    """How many datasets are asked about their rows."""

    NONE = "none"
    SAMPLE = "sample"
    ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(audit)


def audit(
    context: typer.Context,
    targets: Annotated[
        list[str], typer.Argument(metavar="TARGET…", help="City keys, portal addresses, or @file with one a line.")
    ],
    platform: Annotated[Platform | None, typer.Option(help="Skip detection.")] = None,
    city: Annotated[str | None, typer.Option(metavar="KEY|FILE", help="Judge the portal as this city's.")] = None,
    rubric: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Grade by this rubric (repeatable; default wwc-v3 and portal-health).")
    ] = None,
    links: Annotated[Probes, typer.Option(help="Link probes.")] = Probes.NONE,
    data: Annotated[
        Data, typer.Option(help="How new the rows are: ask of no dataset, of the 50 most viewed, or of all.")
    ] = Data.SAMPLE,
    rate: Annotated[
        float, typer.Option(metavar="N", help="Requests a second and host; 0 for no limit, only with --allow-private.")
    ] = 1.0,
    pages: Annotated[
        int, typer.Option(metavar="N", min=0, help="Requests a portal for pages and documents on policy; 0 for no look.")
    ] = 60,
    max_minutes: Annotated[float | None, typer.Option(metavar="N", help="Stop after so many minutes; resumable.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Loopback and private targets: for one's own tests.")
    ] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Print the request plan and stop.")] = False,
    output: Annotated[Form, typer.Option("--output", help="text or json.")] = Form.TEXT,
    fail_under: Annotated[float | None, typer.Option(metavar="N", help="Exit 1 when portal-health scores lower.")] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="AUDIT", help="Go on from what an incomplete audit's archive holds.")
    ] = None,
) -> int:
    """Audit portals: crawl, archive, check, grade, save."""
    del links  # none until the command that delivers it
    from portalaudit.audit.cities import expand
    from portalaudit.audit.options import Options
    from portalaudit.audit.registry import city_from, known_cities
    from portalaudit.audit.run import run_all, saved
    from portalaudit.cli.config import load
    from portalaudit.cli.logs import complain
    from portalaudit.cli.output import emit_audit, emit_plan
    from portalaudit.cli.progress import watching
    from portalaudit.errors import StopRequested, UsageError

    settings = load(context.obj)
    if not 0 <= rate < float("inf") or (rate == 0 and not allow_private):
        raise UsageError("--rate 0 lifts the limits and goes with --allow-private only: give a rate above 0")
    if max_minutes is not None and not max_minutes > 0:
        raise UsageError("--max-minutes takes a number above 0")
    chosen = tuple(rubric or ("wwc-v3", "portal-health"))
    if fail_under is not None and "portal-health" not in chosen:
        chosen += ("portal-health",)
    options = Options(
        db=settings.db, archive=Path(settings.archive), rubrics=chosen, rate=rate, max_minutes=max_minutes, pages=pages,
        data=data.value, allow_private=allow_private, platform=platform.value if platform else None,
        contact=settings.contact,
        socrata_token=settings.socrata_token.get_secret_value() if settings.socrata_token else None,
        robots_bind_apis=settings.robots_bind_apis, opt_out=settings.opt_out, resume=resume,
        judged_as=city_from(settings.db, city) if city else None,
    )  # fmt: skip
    names = expand(targets)
    if plan:
        return emit_plan(options, names, known_cities(settings.db), output.value)
    code = 0
    quiet = context.obj.quiet or output is Form.JSON or settings.log_format == "json"
    for name, result in run_all(options, names, watching(quiet=quiet, verbose=context.obj.verbose), _busy):
        try:
            code = max(code, result.code)
            if result.line:
                complain(f"{name}: {result.line}")
            if result.document and (output is Form.JSON or result.code != 3):
                emit_audit(result, output.value, lang=context.obj.lang)
            if fail_under is not None and result.code == 0:
                code = max(code, _below(result.document, fail_under))
        except KeyboardInterrupt:
            if result.code != 0:
                raise
            raise StopRequested(saved(result.whole().id)) from None
    return code


def _busy(name: str, who: str) -> None:
    """Said once; then we wait."""
    from portalaudit.cli.logs import complain

    complain(f"{name}: {who}; waiting until that is done (Ctrl-C gives up)")


DECIDED = 0.5
"""Share of portal-health that is to be decided before its score is held against a floor (own choice: the larger half)."""


def _below(document: bytes, floor: float) -> int:
    """1 where portal-health scores lower than the floor, or where too little of it could be decided to say so.

    What people waived is left out of the score that counts here; both scores are said.
    """
    import msgspec

    from portalaudit.cli.logs import complain
    from portalaudit.cli.people import waived

    told = msgspec.json.decode(document)
    health = next(rubric for rubric in told["rubrics"] if rubric["id"] == "portal-health")
    counts = told.get("people", {}).get("waived") or health
    beside = waived(told, "portal-health")
    said = "could not be scored" if health["score"] is None else f"scores {health['score']:g}, {_percent(health)} decided"
    if beside:
        complain(f"portal-health {said}{beside}, {_percent(counts)} decided: this counts for --fail-under")
    score, decided = counts["score"], counts["decided"]
    if score is not None and decided >= DECIDED and score >= floor:
        return 0
    why = f"too little to hold against --fail-under {floor:g}" if decided < DECIDED else f"below --fail-under {floor:g}"
    complain(f"portal-health {said}{beside}: {why}")
    return 1


def _percent(found: "Mapping[str, float]") -> str:
    return f"{100 * found['decided']:.0f} %"
