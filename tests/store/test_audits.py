"""Audits saved, found and read again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound, StoreError
from portalaudit.model.audit import Target
from portalaudit.model.capture import Event
from portalaudit.store import engine as store
from portalaudit.store.audits import begin_audit, find_audit, list_audits, load_document, save_audit
from portalaudit.store.captures import captures_of, save_captures
from portalaudit.store.findings import Moves
from portalaudit.store.health import database_problems
from portalaudit.store.replay import RubricRef, stored_inputs
from tests.store.examples import (
    NIGHT,
    PORTAL,
    a_capture,
    a_check,
    a_gap,
    a_part,
    a_portal_check,
    a_rubric,
    an_audit,
    some_city,
)  # fmt: skip


def test_the_document_comes_back_byte_for_byte(engine: Engine) -> None:
    document = '{"é": "\\u0000", "n": 1.50,  "z": [1, 2]}\n'.encode()
    save_audit(engine, an_audit("a1"), document)
    assert load_document(engine, "a1") == document


def test_a_document_may_be_given_as_values(engine: Engine) -> None:
    save_audit(engine, an_audit("a1"), {"audit": "a1", "nul": "\x00", "lone": "\ud800"})
    assert load_document(engine, "a1") == rb'{"audit":"a1","nul":"\u0000","lone":"\ud800"}'


def test_what_a_replay_needs_comes_back_as_it_was(engine: Engine) -> None:
    part = a_part(["d1", "d2"], a_check(fails=[0]), a_portal_check("fail"), gaps=(a_gap("columns"), a_gap("site")))
    audit = an_audit("a1", part)
    save_audit(engine, audit, b"{}", options={"rubrics": ["portal-health"], "links": "none"}, sources={"ef" * 32: "id = 1"})
    inputs = stored_inputs(engine, "a1")
    assert inputs.audit.target == audit.target
    assert inputs.audit.city == "example-ex"
    assert (inputs.audit.taken_at, inputs.audit.software, inputs.audit.complete, inputs.audit.running) == (
        NIGHT,
        "0.1.0",
        True,
        False,
    )
    assert inputs.audit.options == {"rubrics": ["portal-health"], "links": "none"}
    assert inputs.events == audit.events
    assert inputs.captures == audit.captures
    assert inputs.rubrics == (RubricRef("portal-health", "1", "ef" * 32, "id = 1"),)
    (portal,) = inputs.portals
    assert portal.portal == PORTAL
    assert (portal.digest, portal.traffic, portal.gaps) == (part.digest, part.traffic, part.snapshot.gaps)


def test_a_portal_audited_alone_has_no_city(engine: Engine) -> None:
    save_audit(engine, an_audit("a1", target=Target(None, ("https://x.example",))), b"{}")
    assert find_audit(engine, "a1").target == Target(None, ("https://x.example",))


def test_hostile_values_are_kept(engine: Engine) -> None:
    events = (Event("odd", {"nul": "\x00", "lone": "\ud83d", "big": 10**30, "nan": None}, {}), Event("none", None, {}))
    gap = replace(a_gap("columns"), detail="<script>\x00\ud800 =HYPERLINK()")
    part = a_part(["d1"], a_check(fails=[0]), gaps=(gap,), declared_total=10**40)
    hostile = replace(part.snapshot.portal, title="\x00\ud800‮", version="1\x00")
    part = replace(part, snapshot=replace(part.snapshot, portal=hostile))
    save_audit(engine, an_audit("a1", part, events=events), b"{}")
    inputs = stored_inputs(engine, "a1")
    assert inputs.events == events
    assert inputs.portals[0].gaps == (gap,)
    assert inputs.portals[0].portal.title == "\ufffd\ufffd‮"


def test_a_city_is_found_by_its_latest_and_last_is_the_newest_complete(engine: Engine) -> None:
    other = Target(some_city("other-ex"), ("https://data.example.org",))
    save_audit(engine, an_audit("aa1", night=1), b"{}")
    save_audit(engine, an_audit("aa2", night=2), b"{}")
    save_audit(engine, an_audit("ab3", night=3, target=other, complete=False), b"{}")
    begin_audit(engine, "ac4", NIGHT + timedelta(days=9), "0.1.0", Target(some_city(), ()))
    found = {ref: find_audit(engine, ref).id for ref in ("aa1", "example-ex", "other-ex", "last", "ab", "ac4")}
    assert found == {"aa1": "aa1", "example-ex": "aa2", "other-ex": "ab3", "last": "aa2", "ab": "ab3", "ac4": "ac4"}
    assert [row.id for row in list_audits(engine)] == ["ac4", "ab3", "aa2", "aa1"]
    assert [row.id for row in list_audits(engine, city="example-ex", limit=2)] == ["ac4", "aa2"]


@pytest.mark.parametrize(
    ("ref", "said"), [("aa", "more than one"), ("zz", "no audit 'zz'"), ("", "no audit"), ("a%", "no audit"), ("AA1", "no audit")]
)
def test_a_reference_that_means_no_single_audit(engine: Engine, ref: str, said: str) -> None:
    for name in ("aa1", "aa2"):
        save_audit(engine, an_audit(name), b"{}")
    with pytest.raises(NotFound, match=said):
        find_audit(engine, ref)


def test_last_of_an_empty_database(engine: Engine) -> None:
    with pytest.raises(NotFound, match="no complete audit"):
        find_audit(engine, "last")
    with pytest.raises(NotFound, match="no audit 'x'"):
        load_document(engine, "x")


def test_a_complete_audit_is_stored_once(engine: Engine) -> None:
    save_audit(engine, an_audit("a1"), b"first")
    with pytest.raises(StoreError, match="a1 is stored already"):
        save_audit(engine, an_audit("a1"), b"second")
    assert load_document(engine, "a1") == b"first"


def test_an_incomplete_audit_is_resumed(engine: Engine) -> None:
    audit = an_audit("a1", complete=False)
    assert save_audit(engine, audit, b"half") == Moves()
    more = replace(audit, complete=True, captures=(*audit.captures, a_capture(3)))
    assert save_audit(engine, more, b"whole") == Moves(opened=1)
    assert load_document(engine, "a1") == b"whole"
    assert len(captures_of(engine, "a1")) == 3
    assert find_audit(engine, "last").id == "a1"


def test_an_audit_begun_keeps_its_captures_and_options_and_has_no_document(engine: Engine) -> None:
    for _ in range(2):
        begin_audit(engine, "a1", NIGHT, "0.1.0", Target(some_city(), ()), {"links": "none"})
    save_captures(engine, "a1", [a_capture(1)])
    assert find_audit(engine, "a1").running
    with pytest.raises(NotFound, match="never finished"):
        load_document(engine, "a1")
    save_audit(engine, an_audit("a1"), b"{}")
    assert find_audit(engine, "a1").options == {"links": "none"}
    assert len(captures_of(engine, "a1")) == 2


def test_a_save_that_breaks_half_way_leaves_nothing_of_it(engine: Engine) -> None:
    begin_audit(engine, "a1", NIGHT, "0.1.0", Target(some_city(), ()))
    save_captures(engine, "a1", [a_capture(1)])
    broken = a_part(["d1"], a_check(failing=np.array([5], np.int32), failing_reasons=["absent"]))
    with pytest.raises(IndexError):
        save_audit(engine, an_audit("a1", broken), b"{}")
    with store.reading(engine) as connection:
        for table in ("audit_portals", "check_results", "findings", "subjects", "audit_documents"):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    assert captures_of(engine, "a1") == (a_capture(1),)
    assert database_problems(engine) == ()


def test_counts_of_checks_and_criteria_are_rows(engine: Engine) -> None:
    checks = (a_check(fails=[0], others_tested=9, others_failed=8), a_portal_check("fail"))
    save_audit(engine, an_audit("a1", a_part(["d1", "d2"], *checks), rubrics=(a_rubric("partly"),)), b"{}")
    with store.reading(engine) as connection:
        said = connection.execute(
            sa.text(
                "SELECT c.name, r.tested, r.failed, r.others_failed, r.outcome"
                " FROM check_results r JOIN checks c ON c.id = r.check_id"
            )
        )
        assert sorted(map(tuple, said)) == [("license_missing", 10, 1, 8, None), ("portal_insecure", 1, 1, 0, "fail")]
        assert connection.execute(sa.text("SELECT finding, value FROM criterion_results")).one() == ("partly", 0.92)
        assert connection.execute(sa.text("SELECT score, decided FROM rubric_results")).one() == (92.0, 1.0)
        assert connection.execute(sa.text("SELECT assets, datasets, own_datasets FROM audit_portals")).one() == (2, 2, 2)


def test_times_come_back_in_utc_whatever_zone_they_were_given_in(engine: Engine) -> None:
    local = datetime(2026, 11, 1, 1, 30, 0, 123456, timezone(timedelta(hours=-5)))
    save_audit(engine, an_audit("a1", taken_at=local), b"{}")
    stored = find_audit(engine, "a1").taken_at
    assert stored == local
    assert stored.tzinfo is UTC


def test_a_damaged_document_is_one_line(engine: Engine) -> None:
    save_audit(engine, an_audit("a1"), b"{}")
    with store.writing(engine) as connection:
        connection.execute(sa.text("UPDATE audit_documents SET body = :body").bindparams(body=b"junk"))
    with pytest.raises(StoreError, match="document of audit a1 is damaged"):
        load_document(engine, "a1")
    assert [problem.what for problem in database_problems(engine)] == ["damaged document"]
