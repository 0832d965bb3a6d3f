"""How the fetcher behaves in a run."""

from dataclasses import replace

from portalaudit import __version__, migrations
from portalaudit.audit.options import Options
from portalaudit.audit.registry import open_database
from portalaudit.fetch.lanes import Lanes
from portalaudit.fetch.settings import AGENT, FetchSettings
from portalaudit.store.budgets import StoredBudgets


def shared_lanes(options: Options, settings: FetchSettings) -> Lanes:
    """Lanes on the budgets that all processes of the database share; one without tables is nobody's yet, and stays as it is.

    Raises:
        StoreError: the database cannot be used.
    """
    budgets = None if migrations.current(options.db) is None else StoredBudgets(open_database(options.db))
    return Lanes(settings.rate, settings.connections, budgets)


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
