"""What an audit says in the log: that it began, how it ended; every line in between carries its id and its target."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog

from portalaudit.audit.portal import Crawled
from portalaudit.model.audit import Target

_LOG = structlog.get_logger()


@contextmanager
def logged(target: Target) -> Iterator[Callable[[str, bool], None]]:
    """Bind the target for as long as the block lasts; what is handed out binds the audit's id, once it has one, and says so."""

    def began(audit: str, resumed: bool) -> None:
        structlog.contextvars.bind_contextvars(audit=audit)
        _note("audit resumed" if resumed else "audit began", portals=len(target.urls))

    with structlog.contextvars.bound_contextvars(target=target.key, audit=None):
        structlog.contextvars.unbind_contextvars("audit")
        yield began


def ended(crawled: Sequence[Crawled], complete: bool) -> None:
    """Say how it ended, with what it cost its portals."""
    traffic = [part.traffic for part in crawled]
    gaps = sum(len(part.snapshot.gaps) for part in crawled)
    _note(
        "audit saved", complete=complete, gaps=gaps,
        requests=sum(each.requests for each in traffic), bytes=sum(each.bytes for each in traffic),
        seconds=round(sum(each.seconds for each in traffic), 2),
    )  # fmt: skip


def _note(event: str, **fields: object) -> None:
    """Only where somebody configured a log: structlog's own would go to standard output."""
    if structlog.is_configured():
        _LOG.info(event, **fields)
