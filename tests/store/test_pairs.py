"""Which audit is laid beside which."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import tables
from portalaudit.store.audits import save_audit
from portalaudit.store.engine import writing
from portalaudit.store.pairs import complete_of
from tests.store.examples import NIGHT, an_audit


def names(engine: Engine, target: str) -> list[str]:
    """The complete audits of a target, from the newest back, as `complete_of` goes from one to the one before."""
    found, row = [], complete_of(engine, target)
    while row is not None:
        found.append(row.id)
        row = complete_of(engine, target, before=row)
    return found


def test_complete_audits_of_a_target_from_the_newest_back(engine: Engine) -> None:
    """Those of one moment by their order; no incomplete one, none of another target, none whose results retention took."""
    for name, night, complete in (("a2", 2, True), ("a1", 1, True), ("b1", 1, True), ("a3", 3, False), ("a0", 0, True)):
        save_audit(engine, an_audit(name, night=night, complete=complete), b"{}")
    with writing(engine) as connection:
        connection.execute(sa.update(tables.audits).where(tables.audits.c.id == "a0").values(pruned_at=NIGHT))

    assert names(engine, "example-ex") == ["a2", "b1", "a1"]
    assert names(engine, "nobody") == []
