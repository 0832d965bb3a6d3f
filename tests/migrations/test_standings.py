"""A database of an earlier version gets its standings from the results that it stored."""

from dataclasses import replace

import sqlalchemy as sa

from portalaudit import migrations
from portalaudit.store import engine as store
from portalaudit.store import tables
from tests.store.examples import some_city
from tests.store.history import a_criterion, a_night, saved

WORDS = {
    "C1": ["met", "met", "not_met", "gap", "met"],
    "C2": ["met", "gap", "gap", "gap", "gap"],
    "C3": ["gap", "gap", "indicated", "not_found", "not_found"],
}


def standings(url: str) -> list[tuple[object, ...]]:
    table = tables.standings
    names = [column.name for column in table.columns if column.name not in ("id", "cause")]
    known = sa.case((table.c.cause.is_(None), 0), else_=1)
    engine = store.open(url)
    with store.reading(engine) as connection:
        rows = connection.execute(sa.select(*(table.c[name] for name in names), known)).all()
    engine.dispose()
    return sorted(map(tuple, rows), key=repr)


def test_standings_are_those_that_each_night_would_have_written(database: str) -> None:
    migrations.create(database)
    engine = store.open(database)
    for key in ("a-ex", "b-ex"):
        for night in range(5):
            made = a_night(
                night, *(a_criterion(name, words[night]) for name, words in WORDS.items()), digest="ef" if night < 3 else "aa"
            )
            target = replace(made.target, city=replace(some_city(), key=key))
            saved(engine, replace(made, id=f"{key}{night}", target=target, complete=(key, night) != ("b-ex", 2)))
    engine.dispose()
    before = standings(database)

    migrations.downgrade(database, "0004")
    migrations.upgrade(database)

    assert len(before) > 10
    assert standings(database) == before
