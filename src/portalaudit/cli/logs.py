"""The log on standard error: lines for people, or one JSON object a line for machines (`--log-format`).

Configured once, when the settings are read. Layers below ask `structlog.get_logger()` and bind `audit`, `target` and `job` as
context variables, so that each line of an audit carries its id; what libraries say through `logging` goes the same way.
Standard output stays untouched.
"""

import logging
import sys
from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any, Literal

from portalaudit import clock
from portalaudit.cli.logtext import as_json, as_text, bounded, without_secrets

Form = Literal["text", "json"]
Event = MutableMapping[str, Any]

_FORM: ContextVar[Form] = ContextVar("log_form", default="text")
_LEVELS = {"warn": "warning", "exception": "error", "fatal": "critical"}


class _Stderr:
    """Standard error of the moment, since progress bars put another in its place; a reader that went away harms nobody."""

    def write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
        except (OSError, ValueError):  # closed, or full
            return

    def flush(self) -> None:
        try:
            sys.stderr.flush()
        except (OSError, ValueError):
            return


def start(
    form: Form, *, verbose: bool = False, quiet: bool = False, service: bool = False, secrets: frozenset[str] = frozenset()
) -> None:
    """Configure the log of this process; the last call counts.

    Args:
        service: the process stays (`serve`, a runner): it says what it does without being asked to.
        secrets: texts that no line may hold, wherever they would stand.
    """
    import structlog

    _FORM.set(form)
    level = _level(form, verbose=verbose, quiet=quiet, service=service)
    shared: list[Callable[[Any, str, Event], Any]] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.format_exc_info,
        _stamped,
        bounded,
        without_secrets(secrets),
    ]
    render = as_json if form == "json" else as_text
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=_Stderr()),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    libraries = service or verbose or form == "json"
    _libraries(shared, render, max(level, logging.INFO if verbose else logging.WARNING) if libraries else None)


def begin() -> None:
    """Before a command line is read: lines for people."""
    _FORM.set("text")


def complain(line: str, *, trace: bool = False) -> None:
    """One line to the user, with the traceback of the exception at hand where wanted: plain, or as a record of the JSON log."""
    plain = " ".join(line.split())
    if _FORM.get() == "json":
        import structlog

        structlog.get_logger().error(plain, exc_info=trace)
        return
    if trace:
        import traceback

        traceback.print_exc()
    sys.stderr.write(f"portalaudit: {plain}\n")


def tell(line: str, **fields: object) -> None:
    """What a service does."""
    import structlog

    structlog.get_logger().info(line, **fields)


def say(line: str) -> None:
    """A line that only `-v` shows."""
    import structlog

    structlog.get_logger().debug(line)


def _level(form: Form, *, verbose: bool, quiet: bool, service: bool) -> int:
    """Whoever asks for JSON wants a log; on a terminal a command says nothing but what went wrong, unless told."""
    if quiet:
        return logging.ERROR
    if verbose:
        return logging.DEBUG
    return logging.INFO if service or form == "json" else logging.WARNING


def _stamped(logger: object, method: str, event: Event) -> Mapping[str, object]:
    """The moment in UTC and the level go first."""
    record = event.get("_record")
    level = record.levelname.lower() if record is not None else _LEVELS.get(method, method)
    named = {"logger": record.name} if record is not None else {}
    stamp = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    rest = {name: value for name, value in event.items() if name != "event"}
    return {"timestamp": stamp, "level": level, "event": event.get("event"), **named, **rest}


def _libraries(shared: list[Callable[[Any, str, Event], Any]], render: Callable[..., str], level: int | None) -> None:
    """Lead what libraries log to our lines; `None` leaves them as Python has them."""
    import structlog

    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if handler.name == __name__]:
        root.removeHandler(handler)
    logging.captureWarnings(level is not None)
    if level is None:
        root.setLevel(logging.WARNING)
        return
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render]
    )
    handler = logging.StreamHandler(_Stderr())
    handler.set_name(__name__)
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(level)
