"""What an audit goes on with of other audits, noted as it is saved."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit import migrations
from portalaudit.model.capture import Event
from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.audits import save_audit
from portalaudit.store.health import database_problems
from tests.store.examples import a_capture, an_audit

FIRST, SECOND = a_capture(1), a_capture(2)


def uses_of(engine: Engine) -> dict[int, list[str]]:
    with store.reading(engine) as connection:
        rows = connection.execute(sa.select(tables.audit_uses.c.audit, tables.audit_uses.c.captures)).all()
    return {row.audit: row.captures for row in rows}


def test_what_is_of_others_and_on_record_is_noted(engine: Engine) -> None:
    save_audit(engine, an_audit("a1", captures=(FIRST,)), b"{}")
    save_audit(engine, an_audit("a2", night=1, captures=(SECOND,)), b"{}", uses={FIRST.id, SECOND.id, "made-up"})
    assert uses_of(engine) == {2: [FIRST.id]}


def test_an_audit_that_is_saved_again_notes_anew(engine: Engine) -> None:
    save_audit(engine, an_audit("a1", captures=(FIRST, SECOND)), b"{}")
    stopped = replace(an_audit("a2", night=1, captures=()), complete=False)
    save_audit(engine, stopped, b"{}", uses={FIRST.id, SECOND.id})
    save_audit(engine, replace(stopped, complete=True), b"{}", uses={SECOND.id})
    assert uses_of(engine) == {2: [SECOND.id]}


def test_a_use_of_what_is_gone_is_told(engine: Engine) -> None:
    save_audit(engine, an_audit("a1", captures=(FIRST,)), b"{}")
    save_audit(engine, an_audit("a2", night=1, captures=()), b"{}", uses={FIRST.id})
    assert database_problems(engine) == ()
    with store.writing(engine) as connection:
        connection.execute(sa.delete(tables.captures))
    assert [one.what for one in database_problems(engine)] == ["capture that a kept audit goes on with and that is not stored"]


@pytest.mark.parametrize("parted", [True, False], ids=["parts", "list"])
def test_audits_from_before_are_told_by_their_choices(engine: Engine, parted: bool) -> None:
    """A migration reads the choices that stand on record."""
    before = {"captures": [FIRST.id], "as_of": "2026-11-01T00:00:00Z"}
    items = [
        {"subject": "x", "before": before, "carry": True},
        {"subject": "y", "before": {"captures": [SECOND.id]}, "carry": False},
    ]
    event = Event("x.org rows", {"parts": 1, "items": items} if parted else items)
    save_audit(engine, an_audit("a1", captures=(FIRST, SECOND)), b"{}")
    save_audit(engine, an_audit("a2", night=1, captures=(), events=(event,)), b"{}")
    url = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    migrations.downgrade(url, "0004")
    migrations.upgrade(url)
    assert uses_of(engine) == {2: [FIRST.id]}
