"""`portalaudit verify`: a bundle checked by itself."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalaudit.cli.audit import Form

if TYPE_CHECKING:
    from portalaudit.audit.verify import Step

_MARKS = {"good": ("✓", "green"), "differs": ("✗", "red"), "not reached": ("–", "dim"), "seen": ("·", "yellow")}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)


def verify(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A file that `portalaudit export` wrote.")],
    key: Annotated[
        str | None, typer.Option("--key", metavar="PUBLICKEY", help="Ask for a signature by this key: 56 characters, or a file.")
    ] = None,
    live: Annotated[
        int, typer.Option("--live", metavar="N", min=0, max=1_000, help="Ask the live portal again for so many of the answers.")
    ] = 0,
    rate: Annotated[float, typer.Option(metavar="N", help="With --live: requests a second and host.")] = 1.0,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="With --live: loopback and private targets.")] = False,
    output: Annotated[Form, typer.Option("--output", help="text or json.")] = Form.TEXT,
) -> int:
    """Check a bundle: no network unless --live is given, no database. Exit 1 where something is not as the bundle says."""
    from portalaudit.audit.keys import public_key
    from portalaudit.audit.verify import verify as steps
    from portalaudit.audit.verify.live import Asking, live_step
    from portalaudit.cli.config import load
    from portalaudit.errors import UsageError

    if not bundle.is_file():
        raise UsageError(f"{bundle}: no such file")
    if not 0 < rate < float("inf") and not (rate == 0 and allow_private):
        raise UsageError("--rate 0 goes with --allow-private only: give a rate above 0")
    wanted = None if key is None else public_key(key)
    then = {}
    if live:
        settings = load(context.obj)
        asking = Asking(live, rate, allow_private, settings.contact, settings.opt_out, settings.robots_bind_apis)
        then = {"live": live_step(asking)}
    taken = steps(bundle, wanted, then)
    return _json(bundle, taken) if output is Form.JSON else _text(taken)


def _text(steps: "Iterable[Step]") -> int:
    from portalaudit.cli.text import line, safe

    code = 0
    for step in steps:
        sign, style = _MARKS[step.outcome]
        line(f"[{style}]{sign} {step.name:<10}[/{style}] {safe(step.said)}", indent=" " * 13)
        sys.stdout.flush()
        code = code or int(step.outcome == "differs")
    line(f"[bold]{'It is not as it says' if code else 'It is as it says'}[/bold]")
    return code


def _json(bundle: Path, steps: "Iterable[Step]") -> int:
    import msgspec

    taken = list(steps)
    good = all(step.outcome != "differs" for step in taken)
    told = {
        "schema": "portalaudit/verify/1", "bundle": bundle.name, "good": good,
        "first_difference": next((step.name for step in taken if step.outcome == "differs"), None), "steps": taken,
    }  # fmt: skip
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    return 0 if good else 1
