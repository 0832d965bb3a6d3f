"""What goes with an audit that retention takes, and what stays since another one needs it."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound
from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.audits import find_audit, list_audits
from portalaudit.store.health import database_problems
from portalaudit.store.past import StoredValidators, snapshots_of
from portalaudit.store.pruning import doomed, horizon, mark_pruned, take_captures, taking
from portalaudit.store.remains import Remains, forget_remains, held_back, remains, trial
from portalaudit.store.retention import shipped_rule
from tests.store.years import NOW, Night, Took, back, there, write

RULE = shipped_rule()
FIRST, SECOND, THIRD = back(1_700.2), back(1_700.1), back(1_700)
"""Three audits of one day, long ago: only the third is kept by the calendar."""


def pruned(engine: Engine) -> Remains:
    """All of it but the files, which are called gone."""
    mark_pruned(engine, NOW, doomed(engine, RULE, NOW).going)
    before = horizon(engine, RULE, NOW)
    with taking(engine, before) as found:
        take_captures(found)
    gone = remains(engine, before)
    forget_remains(engine, gone, before, NOW)
    return gone


A, B, C = Took("a"), Took("b", "1"), Took("c", "2")


@pytest.mark.parametrize(
    ("nights", "stay"),
    [
        ([Night("x", FIRST, captures=(A, B)), Night("y", THIRD, captures=(C,))], {"c"}),
        ([Night("x", FIRST, captures=(A, B)), Night("y", THIRD, captures=(Took("c", repeats="a"),))], {"a", "c"}),
        ([Night("x", FIRST, captures=(A, B)), Night("y", THIRD, captures=(C,), uses=("b",))], {"b", "c"}),
        ([Night("x", FIRST, captures=(A,)), Night("y", SECOND, captures=(Took("b", repeats="a"), Took("d"))),
          Night("z", THIRD, captures=(C,), uses=("b",))], {"a", "b", "c"}),
        ([Night("x", FIRST, captures=(A,)), Night("y", SECOND, captures=(Took("b", repeats="a"),)),
          Night("z", THIRD, captures=(C,))], {"c"}),
        ([Night("w", FIRST, captures=(A,)), Night("x", FIRST, captures=(Took("b", repeats="a"),)),
          Night("y", SECOND, captures=(Took("d", repeats="b"),)), Night("z", THIRD, captures=(Took("e", repeats="d"),))],
         {"a", "b", "d", "e"}),
        ([Night("x", FIRST, captures=(A,)), Night("y", SECOND, captures=(B,), uses=("a",)), Night("z", THIRD)], set()),
    ],
    ids=["nothing-shared", "repeated", "used", "used-and-that-repeats", "only-a-pruned-repeat", "a-chain", "only-a-pruned-use"],
)  # fmt: skip
def test_captures_that_stay(engine: Engine, nights: Sequence[Night], stay: set[str]) -> None:
    write(engine, nights)
    pruned(engine)
    assert set(there(engine, "captures", "id")) == stay
    assert database_problems(engine) == ()


def test_results_go_and_an_empty_row_stays(engine: Engine) -> None:
    write(engine, [Night("x", FIRST, captures=(A,), digest="sha256:1"), Night("y", THIRD, digest="sha256:2")])
    gone = pruned(engine)
    assert gone.snapshots == ("sha256:1",)
    assert gone.segments == ("segments/2026/01/x-20260101000000-0.warc.gz",)
    assert [name for name, _ in gone.audits] == ["x"]
    assert len(there(engine, "audit_documents", "audit")) == len(there(engine, "events", "audit")) == 1
    assert there(engine, "audit_portals", "digest") == ["sha256:2"]
    with store.reading(engine) as connection:
        row = connection.execute(sa.select(tables.audits).where(tables.audits.c.id == "x")).one()
    assert (row.pruned_at, row.gone_at, row.options, row.target) == (NOW, NOW, {}, "example-ex")
    assert remains(engine, NOW) == Remains((), (), ())


def test_a_pruned_audit_is_found_no_more_and_says_why(engine: Engine) -> None:
    write(engine, [Night("x", FIRST, more={"city": "example-ex"}), Night("y", THIRD, more={"city": "example-ex"})])
    pruned(engine)
    with pytest.raises(NotFound) as told:
        find_audit(engine, "x")
    assert str(told.value) == (
        f"audit x of {FIRST:%Y-%m-%d}: retention took it on 2031-05-14; the nearest that is kept is y of {THIRD:%Y-%m-%d}"
    )
    assert [row.id for row in list_audits(engine)] == ["y"]
    assert find_audit(engine, "example-ex").id == find_audit(engine, "last").id == "y"


def test_a_snapshot_that_a_kept_audit_shares_stays(engine: Engine) -> None:
    write(engine, [Night("x", FIRST, digest="sha256:1"), Night("y", THIRD, digest="sha256:1")])
    assert pruned(engine).snapshots == ()
    assert snapshots_of(engine, "https://x.org", 5) == ("sha256:1",)


def test_a_segment_stays_whole_while_a_part_is_needed(engine: Engine) -> None:
    write(engine, [Night("x", FIRST, captures=(A, Took("b"))), Night("y", THIRD, uses=("a",))])
    gone = pruned(engine)
    assert gone == Remains((), (), ())
    assert held_back(engine, NOW).segments == ("segments/2026/01/x-20260101000000-0.warc.gz",)
    assert set(there(engine, "captures", "id")) == {"a"}


def test_what_was_needed_goes_when_who_needed_it_goes(engine: Engine) -> None:
    write(engine, [Night("x", FIRST, captures=(A,)), Night("y", back(5), captures=(C,), uses=("a",), complete=False)])
    write(engine, [Night("z", THIRD), Night("new", back(1))])
    pruned(engine)
    assert set(there(engine, "captures", "id")) == {"a", "c"}
    with store.writing(engine) as connection:
        connection.execute(sa.update(tables.audits).where(tables.audits.c.id == "y").values(taken_at=back(31)))
    pruned(engine)
    assert there(engine, "captures", "id") == []
    assert there(engine, "audit_uses", "audit") == []


@pytest.mark.parametrize(
    ("running", "began", "waits"),
    [
        (True, back(0.1), True), (True, back(6.9), True), (True, back(7.1), False), (False, back(0.1), True), (None, NOW, False),
    ],
    ids=["at-work", "six-days-at-work", "dead", "stopped-and-resumable", "none"],
)  # fmt: skip
def test_evidence_waits_for_audits_at_work(engine: Engine, running: bool | None, began: object, waits: bool) -> None:
    """One that began earlier may have been answered `not modified` on the strength of a capture that goes."""
    write(engine, [Night("x", FIRST, captures=(A,), digest="sha256:1"), Night("y", THIRD), Night("newest", back(2))])
    if running is not None:
        write(engine, [Night("r", began, complete=False, running=running)])  # type: ignore[arg-type]
    gone = pruned(engine)
    assert bool(gone.segments) != waits
    assert ("a" in there(engine, "captures", "id")) == waits
    assert held_back(engine, horizon(engine, RULE, NOW)).waiting == (1 if waits else 0)
    if waits:  # it repeats what was to go, is saved, and then nobody is at work
        late = Night("r2", back(0), captures=(Took("d", repeats="a"),))
        write(engine, [late])
        with store.writing(engine) as connection:
            connection.exec_driver_sql("DELETE FROM audits WHERE id = 'r'" if running else "SELECT 1")
            connection.execute(sa.update(tables.audits).where(tables.audits.c.id == "r").values(complete=True))
        pruned(engine)
        assert set(there(engine, "captures", "id")) == {"a", "d"}


def test_validators_go_where_only_pruned_audits_stand_behind_them(engine: Engine) -> None:
    old = (Took("a", validates="https://x.org/a"), Took("b", validates="https://x.org/b"))
    write(engine, [Night("x", FIRST, captures=old), Night("y", THIRD, captures=(Took("c", repeats="b"),))])
    pruned(engine)
    validators = StoredValidators(engine)
    assert validators.get("https://x.org/a") is None
    found = validators.get("https://x.org/b")
    assert found is not None
    assert found.capture == "b"


def test_a_trial_writes_nothing_and_says_what_pruning_does(engine: Engine) -> None:
    write(engine, [
        Night("x", FIRST, captures=(A, B, Took("e", "1")), digest="sha256:1"),
        Night("y", THIRD, captures=(C,), uses=("b",), digest="sha256:2"),
    ])  # fmt: skip
    before = sorted(map(str, there(engine, "captures", "id")))
    with taking(engine, NOW, doomed(engine, RULE, NOW).going) as found:
        would = trial(found)
    assert sorted(map(str, there(engine, "captures", "id"))) == before
    assert (would.captures, would.snapshots) == (2, ("sha256:1",))
    gone = pruned(engine)
    assert (would.segments, would.snapshots) == (gone.segments, gone.snapshots)
    assert would.held == held_back(engine, NOW).segments


def test_what_was_handed_over_stays(engine: Engine) -> None:
    with store.writing(engine) as connection:
        for number, leaf in enumerate(("submitted-1-20260101000000-0", "submitted-2-20260101000000-0")):
            row = {"id": number + 1, "name": f"segments/2026/01/{leaf}.warc.gz"}
            connection.execute(sa.insert(tables.segments), row)
        given = {
            "city": "c", "criterion": "DM2", "name": "n", "added_at": FIRST, "capture": "s", "url": "u", "length": 1,
            "sha256": "0", "segment": 1, "offset": 0,
        }  # fmt: skip
        connection.execute(sa.insert(tables.submissions), given)
    assert pruned(engine).segments == ()
