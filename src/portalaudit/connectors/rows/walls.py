"""Whether what stands before the rows is a login: not every page with a sign-in box is one."""

from urllib.parse import urlsplit

from portalaudit.connectors.rows.addresses import LOGIN
from portalaudit.documents.signin import signs_in
from portalaudit.model.capture import Exchange, Gap


def walled(exchange: Exchange, gap: Gap) -> Gap:
    """The gap of an answer, `login` only where the rows are behind one: the status says so, the request was led to one, or the
    page is there to sign in. Else what the status says, `not-json` of a page that came whole."""
    status = exchange.capture.status
    if gap.reason != "login" or status in (401, 403) or _led(exchange) or signs_in(exchange.body):
        return gap
    reason = "not-json" if exchange.ok else exchange.capture.reason
    return Gap(gap.part, reason, gap.capture, gap.detail)


def _led(exchange: Exchange) -> bool:
    """It was led to the address of a login, of this host or another's."""
    parts = urlsplit(exchange.capture.url)
    return bool(exchange.history) and LOGIN.search(f"{parts.scheme}://{parts.netloc}{parts.path}") is not None
