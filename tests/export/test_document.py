"""The JSON document: its keys, its schema, its bytes."""

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import jsonschema_rs
import pytest

from portalaudit.export.document import document, encode, schema
from portalaudit.model.audit import Audit, Target
from portalaudit.model.capture import Evidence
from tests.builders import a_dataset
from tests.export.audits import a_finding, a_portal, an_audit

VALIDATOR = jsonschema_rs.Draft202012Validator(schema())


def problems(value: object) -> list[str]:
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in VALIDATOR.iter_errors(value)]


def told(audit: Audit, **options: bool) -> dict:  # type: ignore[type-arg]
    return json.loads(encode(document(audit, **options)))  # type: ignore[no-any-return]


def starts(value: dict[str, object], *keys: str) -> bool:
    return tuple(value)[: len(keys)] == keys


def test_the_schema_is_itself_valid() -> None:
    jsonschema_rs.meta.validate(schema())


@pytest.mark.parametrize(
    "audit",
    [
        an_audit(),
        an_audit(city=None),
        an_audit(a_portal(), a_portal(a_dataset(), ownership=("vendor",))),
        an_audit(complete=False, causes=("city-record",)),
        an_audit(portals=(), rubrics=(), target=Target(None, ())),
    ],
    ids=["city", "alone", "two portals", "incomplete", "nothing"],
)
def test_every_document_satisfies_the_schema(audit: Audit) -> None:
    assert problems(told(audit)) == []
    assert problems(told(audit, all_findings=True)) == []


@pytest.mark.parametrize(
    "key", ["schema", "audit", "software", "taken_at", "complete", "target", "portals", "documents", "rubrics"]
)
def test_the_schema_misses_what_is_missing(key: str) -> None:
    value = told(an_audit())
    del value[key]
    assert problems(value)


def test_the_schema_refuses_a_score_where_none_is_meant_and_a_reason_where_something_is_decided() -> None:
    value = told(an_audit())
    works_cities = next(rubric for rubric in value["rubrics"] if rubric["id"] == "wwc-v3")
    scored = copy.deepcopy(value)
    next(rubric for rubric in scored["rubrics"] if rubric["id"] == "wwc-v3")["score"] = 51
    assert problems(scored)
    works_cities["criteria"][0]["why"] = None
    assert problems(value)


def test_keys_stand_in_the_order_of_the_interface() -> None:
    value = told(an_audit())
    assert starts(
        value, "schema", "audit", "software", "taken_at", "complete", "target", "portals", "documents", "inventories", "rubrics"
    )
    assert starts(value["target"], "city", "name")
    portal = value["portals"][0]
    assert starts(portal, "url", "platform", "connector", "title", "version", "snapshot", "traffic", "gaps", "checks")
    assert starts(portal["snapshot"], "digest", "assets", "datasets", "own_datasets", "distributions", "declared_total")
    assert starts(portal["traffic"], "requests", "bytes", "seconds", "not_modified", "by_host")
    assert starts(portal["traffic"]["by_host"][0], "host", "requests", "max_per_second")
    assert starts(portal["gaps"][0], "part", "reason", "capture")
    check = portal["checks"][0]
    assert starts(
        check, "id", "family", "tested", "passed", "failed", "not_applicable", "not_observed", "others", "outcome", "examples"
    )
    assert starts(check["examples"][0], "subject", "reason", "params", "evidence")
    assert starts(check["examples"][0]["evidence"][0], "capture", "pointer", "excerpt", "absent")
    rubric = value["rubrics"][0]
    assert starts(rubric, "id", "version", "score", "decided", "counts", "criteria")
    assert list(rubric["counts"]) == ["met", "partly", "not_met", "undetermined", "of"]
    assert starts(rubric["criteria"][0], "id", "title", "finding", "strength", "why", "because", "ask_for", "checks", "evidence")


def test_own_datasets_are_datasets_that_are_own_or_unknown() -> None:
    rows = (a_dataset(), a_dataset(), a_dataset(), a_dataset(kind="view"), a_dataset(kind="map"))
    audit = an_audit(a_portal(*rows, ownership=("own", "unknown", "federated", "own", "vendor")))
    counted = told(audit)["portals"][0]["snapshot"]
    assert (counted["assets"], counted["datasets"], counted["own_datasets"]) == (5, 3, 2)
    assert counted["ownership"] == {"own": 2, "federated": 1, "vendor": 1, "unknown": 1}


def test_publishers_are_named_most_assets_first_and_nobody_last_among_equals() -> None:
    rows = (a_dataset(publisher="B"), a_dataset(publisher="B", kind="view"), a_dataset(publisher=None), a_dataset(publisher="A"))
    counted = told(an_audit(a_portal(*rows, ownership=("own", "own", "unknown", "vendor"))))["portals"][0]["snapshot"]
    assert [(who["name"], who["assets"], who["datasets"], who["ownership"]) for who in counted["publishers"]] == [
        ("B", 2, 1, "own"), ("A", 1, 1, "vendor"), (None, 1, 1, "unknown"),
    ]  # fmt: skip
    assert counted["publishers_total"] == 3


def test_five_examples_a_check_or_all() -> None:
    audit = an_audit()
    assert len(told(audit)["portals"][0]["checks"][0]["examples"]) == 5
    assert len(told(audit, all_findings=True)["portals"][0]["checks"][0]["examples"]) == 7


def test_counts_by_state_stand_with_a_criterion_that_has_them() -> None:
    audit = an_audit()
    rubric = next(one for one in audit.rubrics if one.id == "hdx-freshness")
    (criterion,) = rubric.criteria
    counted = replace(rubric, criteria=(replace(criterion, states={"fresh": 67, "due": 1, "unavailable": 4}),))
    value = told(replace(audit, rubrics=(counted,)))

    assert list(value["rubrics"][0]["criteria"][0]["states"].items()) == [("fresh", 67), ("due", 1), ("unavailable", 4)]
    assert problems(value) == []
    assert "states" not in told(replace(audit, rubrics=(rubric,)))["rubrics"][0]["criteria"][0]
    value["rubrics"][0]["criteria"][0]["states"]["due"] = -1
    assert problems(value)


def test_the_target_is_the_city_or_the_portal() -> None:
    assert told(an_audit())["target"] == {"city": "example-ex", "name": "Example", "urls": ["http://data.example.org"]}
    assert told(an_audit(city=None))["target"]["city"] is None


def test_times_are_utc_to_the_second() -> None:
    moment = datetime(2026, 11, 22, 4, 30, 59, 999_999, tzinfo=timezone(timedelta(hours=2, minutes=30)))
    assert told(an_audit(taken_at=moment))["taken_at"] == "2026-11-22T02:00:59Z"
    assert told(an_audit(taken_at=datetime(900, 1, 1, tzinfo=UTC)))["taken_at"] == "0900-01-01T00:00:00Z"


def test_the_same_audit_gives_the_same_bytes_on_one_line() -> None:
    assert encode(document(an_audit())) == encode(document(an_audit()))
    assert b"\n" not in encode(document(an_audit()))


def test_hostile_texts_and_numbers_survive() -> None:
    params = {"days": float("nan"), "many": 2**63, "text": "line\nline"}
    hostile = a_finding(
        0, subject="\ud800<script>\x00\u202e", reason="absent", params=params,
        evidence=(Evidence(None, None, "=HYPERLINK()\udfff"),),
    )  # fmt: skip
    portal = a_portal()
    check = portal.checks[0]
    broken = type(check)(**{name: getattr(check, name) for name in check.__slots__} | {"findings": (hostile,)})
    audit = an_audit(type(portal)(portal.snapshot, portal.digest, portal.ownership, (broken,), portal.traffic))
    value = told(audit)
    assert problems(value) == []
    shown = value["portals"][0]["checks"][0]["examples"][0]
    assert shown["subject"] == "\ufffd<script>\x00\u202e"
    assert shown["params"] == {"days": None, "many": 2**63, "text": "line\nline"}
