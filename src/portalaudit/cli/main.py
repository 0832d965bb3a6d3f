"""Entry point: common options, commands, errors as one line, exit codes.

Commands import what they need when they run, so that `--help` and `--version` load neither pandas nor a database.
"""

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from portalaudit import __version__
from portalaudit.cli import (
    alerts,
    annotate,
    audit,
    cities,
    database,
    decide,
    demo,
    diff,
    digest,
    doctor,
    evidence,
    export,
    inventory,
    keys,
    manuals,
    now,
    policy,
    requests,
    schedule,
    serve,
    show,
    status,
    verify,
    worker,
)
from portalaudit.cli.logs import begin, complain
from portalaudit.data.writing import LANGUAGES
from portalaudit.errors import PortalauditError, UsageError

app = typer.Typer(
    name="portalaudit",
    help="Audits how cities publish open data, keeps the evidence, and grades it against published standards.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
audit.register(app)
show.register(app)
diff.register(app)
inventory.register(app)
policy.register(app)
requests.register(app)
export.register(app)
verify.register(app)
status.register(app)
app.add_typer(keys.app, name="keys")
decide.register(app)
annotate.register(app)
app.add_typer(evidence.app, name="evidence")
app.add_typer(cities.app, name="cities")
now.register(schedule.app)
app.add_typer(schedule.app, name="schedule")
serve.register(app)
worker.register(app)
app.add_typer(manuals.checks, name="checks")
app.add_typer(manuals.rubrics, name="rubrics")
app.add_typer(database.app, name="db")
alerts.register(app)
digest.register(app)
doctor.register(app)
demo.register(app)

_WITH_VALUE = ("--db", "--archive", "--config", "--lang", "--log-format")
_INTERRUPTED = 130
"""What typer makes of Ctrl-C."""
_FLAGS = ("-v", "--verbose", "-q", "--quiet")


@dataclass(frozen=True, slots=True)
class Common:
    """Options that every command takes."""

    db: str | None = None
    archive: str | None = None
    config: Path | None = None
    lang: str = "en"
    verbose: bool = False
    quiet: bool = False
    log_format: str | None = None


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"portalaudit {__version__}\n")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    db: Annotated[str | None, typer.Option("--db", metavar="URL", help="Database (env PORTALAUDIT_DB).")] = None,
    archive: Annotated[str | None, typer.Option("--archive", metavar="DIR", help="Archive (env PORTALAUDIT_ARCHIVE).")] = None,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings in TOML.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language of reports and of findings' texts: en, es or pt.")] = "en",
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say more on standard error.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing on standard error but errors.")] = False,
    log_format: Annotated[str | None, typer.Option("--log-format", metavar="text|json", help="Form of the log.")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Common options may stand before or after the command."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(
            f"{lang!r} is not a language that portalaudit speaks: use {', '.join(LANGUAGES)}", param_hint="--lang"
        )
    context.obj = Common(db, archive, config, lang, verbose, quiet, log_format)


def hoist(arguments: Sequence[str]) -> list[str]:
    """Move the common options before the command, wherever they were written; what follows `--` is left alone.

    Raises:
        UsageError: one of them lacks its value.
    """
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _FLAGS or argument.startswith(tuple(f"{name}=" for name in _WITH_VALUE)):
            front.append(argument)
        elif argument in _WITH_VALUE:
            if (value := next(waiting, None)) is None:
                raise UsageError(f"{argument} takes a value")
            front += [argument, value]
        else:
            rest.append(argument)
    return front + rest


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code: 0 done, 1 below or different, 2 usage, 3 no target, 4 stopped."""
    begin()
    try:
        code = app(hoist(arguments), prog_name="portalaudit", standalone_mode=False)
    except PortalauditError as problem:
        complain(str(problem))
        return problem.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    except (BrokenPipeError, SystemExit):  # whoever read our output has seen enough; SystemExit is what rich makes of it
        return 0
    except Exception as problem:  # noqa: BLE001 - one line and an exit code, whatever broke
        if type(problem).__module__.split(".")[0] in ("click", "typer") and hasattr(problem, "format_message"):
            complain(f"{problem.format_message()} (`portalaudit --help`)")
            return 2
        wanted = "-v" in arguments or "--verbose" in arguments
        complain(f"unexpected {type(problem).__name__}: {problem} (run again with -v for the whole story)", trace=wanted)
        return 2
    if code == _INTERRUPTED:
        complain("interrupted; nothing that was gathered is lost")
        return 4
    return int(code or 0)


def main() -> None:
    """The console script. SIGPIPE stays ignored: it would also come from a portal that closes a connection."""
    code = run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and saved: another Ctrl-C would only change the exit code
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the interpreter's own flush is silent
    sys.exit(code)
