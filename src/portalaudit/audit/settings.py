"""How the fetcher behaves in a run."""

from dataclasses import replace

from portalaudit import __version__
from portalaudit.audit.options import Options
from portalaudit.fetch.settings import AGENT, FetchSettings


def fetch_settings(options: Options, url: str, opted_out: frozenset[str], minutes: float | None = None) -> FetchSettings:
    """Settings towards one portal; the User-Agent names us and, where told, whom to write to."""
    contact = f"; {options.contact}" if options.contact else ""
    return replace(
        options.patience,
        rate=float(options.rate),
        max_minutes=minutes,
        user_agent=f"{AGENT}/{__version__} (open-data audit{contact})",
        allow_private=options.allow_private,
        named=(url,),
        invited_exempt=not options.robots_bind_apis,
        opted_out=opted_out | set(options.opt_out),
        tokens={"socrata": options.socrata_token} if options.socrata_token else {},
    )
