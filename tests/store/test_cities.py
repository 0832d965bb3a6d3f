"""Cities go in and come out the same."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound
from portalaudit.model.portal import City
from portalaudit.store import cities
from portalaudit.store import engine as store
from tests.store.examples import some_city


def test_a_city_comes_back_as_it_was(engine: Engine) -> None:
    bare = City("zz", "Zürich \u202e <b>")
    cities.save_cities(engine, [bare, some_city()])
    assert cities.list_cities(engine) == (some_city(), bare)
    assert cities.find_city(engine, "zz") == bare
    assert cities.find_city(engine, "nowhere") is None


def test_a_record_takes_the_place_of_the_one_with_its_key(engine: Engine) -> None:
    changed = replace(some_city(), portals=(), timezone=None)
    cities.save_cities(engine, [some_city()])
    cities.save_cities(engine, [some_city(), changed])
    assert cities.list_cities(engine) == (changed,)


def test_nothing_to_save_is_nothing(engine: Engine) -> None:
    cities.save_cities(engine, [])
    assert cities.list_cities(engine) == ()


def test_a_city_that_opts_out_is_never_asked(engine: Engine) -> None:
    cities.save_cities(engine, [some_city(), replace(some_city("b"), domains=("B.example",), website="http://[broken")])
    assert cities.opted_out_hosts(engine) == frozenset()
    assert cities.opt_out(engine, "b").opted_out
    assert cities.opted_out_hosts(engine) == {"data.example.org", "b.example"}
    cities.opt_out(engine, "b", False)
    assert cities.opted_out_hosts(engine) == frozenset()
    with pytest.raises(NotFound, match="no city 'c'"):
        cities.opt_out(engine, "c")


def test_a_record_of_a_newer_version_is_read_without_its_new_keys(engine: Engine) -> None:
    cities.save_cities(engine, [some_city("a")])
    with store.writing(engine) as connection:
        connection.execute(sa.text('UPDATE cities SET record = \'{"key": "a", "name": "A", "moons": 2}\''))
    assert cities.list_cities(engine) == (City("a", "A"),)
