"""Why a criterion moved: each cause alone, several at once, and none that could not have moved it."""

from dataclasses import replace

import pytest
from sqlalchemy.engine import Engine

from portalaudit.model.audit import Audit
from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.standings import moved_by
from tests.store.examples import PORTAL, a_check, a_part, some_city
from tests.store.history import a_criterion, a_night, saved

POLICY = {"https://example.org/policy": "c-1"}
PARKS = a_check(fails=[0])
READ = a_check("policy_unpublished", family="policy", outcome="pass", passed=1)


def first(*checks: object, **criterion: object) -> Audit:
    return a_night(0, a_criterion("C1", "met", **criterion), checks=checks or [a_check()])  # type: ignore[arg-type]


def then(
    *checks: object, digest: str = "ef", night: int = 1, word: str = "not_met", criterion: object = None, **changes: object
) -> Audit:
    said = a_criterion("C1", word, **(criterion or {}))  # type: ignore[arg-type]
    return a_night(night, said, checks=checks or [a_check()], digest=digest, **changes)  # type: ignore[arg-type]


def on(portal: object, *checks: object) -> dict[str, object]:
    return {"portals": (a_part(["d1", "d2"], *(checks or (a_check(),)), portal=portal),)}  # type: ignore[arg-type]


def city(**changes: object) -> dict[str, object]:
    night = first()
    return {"target": replace(night.target, city=replace(some_city(), **changes))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("audit", "causes"),
    [
        pytest.param(then(PARKS), "data", id="data"),
        pytest.param(then(digest="aa"), "rubric", id="rubric"),
        pytest.param(then(software="0.2.0"), "software", id="software"),
        pytest.param(then(a_check(version=2)), "software", id="a-check-has-a-new-version"),
        pytest.param(then(**city(website="https://www.example.org")), "city-record", id="city-record"),
        pytest.param(then(**on(replace(PORTAL, version="2.12"))), "platform", id="the-portal-has-a-new-version"),
        pytest.param(then(**on(replace(PORTAL, version=None))), "data", id="its-version-could-not-be-read"),
        pytest.param(then(**on(replace(PORTAL, platform="arcgis", connector="arcgis"))), "platform", id="another-software"),
        pytest.param(then(**on(replace(PORTAL, url="https://new.example.org"))), "platform data", id="another-address"),
        pytest.param(then(a_check(unobserved=[1])), "noise", id="less-was-observed"),
        pytest.param(then(a_check(outcome="not_observed")), "noise", id="a-check-observed-nothing"),
        pytest.param(then(a_check(fails=[0], unobserved=[1])), "data noise", id="data-and-less-was-observed"),
        pytest.param(then(PARKS, digest="aa", software="0.2.0"), "rubric software data", id="several"),
        pytest.param(then(), "data", id="only-time-went-by"),
        pytest.param(then(criterion={"checks": ()}), "unknown", id="nothing-on-record-tells"),
        pytest.param(then(PARKS, criterion={"checks": ("other",)}), "data", id="another-check-is-not-its-own"),
    ],
)
def test_what_was_new_that_night(engine: Engine, audit: Audit, causes: str) -> None:
    saved(engine, first(), audit)
    assert told(engine) == causes


def told(engine: Engine, audit: str = "a1") -> str:
    (moved,) = moved_by(engine, audit)
    return " ".join(moved.causes)


def test_another_checks_counts_move_nothing_of_a_criterion(engine: Engine) -> None:
    other = a_check("title_missing")
    saved(engine, first(a_check(), other), then(a_check(), a_check("title_missing", [0]), criterion={"checks": ()}))
    assert told(engine) == "unknown"


@pytest.mark.parametrize(
    ("before", "after", "cites", "causes"),
    [
        pytest.param(POLICY, {}, (), "documents", id="its-document-is-gone"),
        pytest.param(POLICY, {"https://example.org/new": "c-2"}, ("c-2",), "documents", id="another-document"),
        pytest.param(POLICY, {"https://example.org/policy": "c-2"}, ("c-2",), "unknown", id="the-same-fetched-again"),
    ],
)
def test_documents_that_it_rests_on(
    engine: Engine, before: dict[str, str], after: dict[str, str], cites: tuple[str, ...], causes: str
) -> None:
    saved(engine, first(checks=(), cites=("c-1",)), documents=before)
    saved(engine, then(criterion={"checks": (), "cites": cites}), documents=after)
    assert told(engine) == causes


def test_checks_of_documents_are_documents(engine: Engine) -> None:
    name = ("policy_unpublished",)
    saved(engine, first(READ, checks=name), then(replace(READ, outcome="fail", passed=0, failed=1), criterion={"checks": name}))
    assert told(engine) == "documents"


def test_what_moved_behind_a_gap_is_told_from_when_it_was_last_seen(engine: Engine) -> None:
    saved(engine, first(), then(a_check(outcome="not_observed"), word="gap"), then(PARKS, night=2))
    assert told(engine, "a2") == "data"


def test_what_was_never_seen_before_moves_by_noise_alone(engine: Engine) -> None:
    unseen = a_check(outcome="not_observed")
    saved(engine, then(unseen, night=0, word="gap"), then(PARKS))
    assert told(engine) == "noise"


def test_without_the_earlier_results_nobody_knows(engine: Engine) -> None:
    saved(engine, first())
    with store.writing(engine) as connection:
        connection.execute(tables.audit_documents.delete())
    saved(engine, then(PARKS))
    assert told(engine) == "unknown"


@pytest.mark.parametrize("body", [b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"], ids=["damaged", "empty"])
def test_a_damaged_earlier_document_does_not_lose_the_night(engine: Engine, body: bytes) -> None:
    saved(engine, first())
    with store.writing(engine) as connection:
        connection.execute(tables.audit_documents.update().values(body=body))
    saved(engine, then(PARKS))
    assert told(engine) == "data"
