"""Audits that people ask for now."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from portalaudit.audit.cities import resolve
from portalaudit.audit.registry import all_cities, open_database, opted_out_hosts, wished_out
from portalaudit.checks.run import discover
from portalaudit.errors import UsageError
from portalaudit.model.schedule import Job, Wishes
from portalaudit.rubrics.load import load
from portalaudit.store.jobs import Jobs


def demand(db: str, names: Sequence[str], wishes: Wishes, now: datetime, until: datetime) -> Iterator[Job]:
    """Put audits before the nightly ones; all targets are understood before the first is put there.

    A portal's address that is all that its city has is put there under the city's key.

    Raises:
        UsageError: a target means nothing or asked not to be audited, or a rubric is unknown.
        RubricError: a rubric's file is not well formed.
        StoreError: the database cannot be used.
    """
    engine = open_database(db)
    cities = all_cities(engine)
    targets = [(name, resolve(name, cities, None)) for name in names]
    checks = [check.id for check in discover()] if wishes.rubrics else []
    for rubric in wishes.rubrics:
        load(rubric, checks)
    gone = opted_out_hosts(cities)
    for name, target in targets:
        if wished_out(target, gone):
            raise UsageError(f"{name}: is on the opt-out list: it asked not to be audited")
    for name, target in targets:
        city = cities.get(target.key)
        whole = city is not None and tuple(url.rstrip("/") for url in city.portals) == target.urls
        called = target.key if whole else name.rstrip("/")
        yield Jobs(engine).demand(called, wishes, now, until)
