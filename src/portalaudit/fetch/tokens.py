"""Tokens that make us known to a service, so that it grants more than it does to strangers."""

from urllib.parse import urlsplit

from portalaudit.fetch.address import host_of
from portalaudit.fetch.lanes import SHARED_HOSTS
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Headers

TOKEN_HEADERS: dict[str, str] = {"socrata": "X-App-Token"}
"""By the name of the shared back-end (`lanes`). The archive has these headers masked (archive/redact.py)."""


def token_for(settings: FetchSettings, backend: str, url: str) -> Headers:
    """The header to send with a request to a normalised address, if any.

    Any server may claim to belong to a service, so a token goes only to hosts that the user named as targets and to the
    service's own, over TLS (without it only where private addresses are allowed, which is for one's own tests).
    """
    token = settings.tokens.get(backend)
    if not token or backend not in TOKEN_HEADERS:
        return ()
    host = host_of(url)
    named = host in {host_of(target) or target for target in settings.named}
    own = any(back == backend and (host == name or host.endswith(f".{name}")) for name, back in SHARED_HOSTS.items())
    if not (named or own) or not (urlsplit(url).scheme == "https" or settings.allow_private):
        return ()
    return ((TOKEN_HEADERS[backend], token),)
