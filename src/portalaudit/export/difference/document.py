"""What changed between two audits as JSON values: `portalaudit/diff/1`."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.export.moments import iso
from portalaudit.model.difference import (
    Assets,
    CheckDifference,
    CriterionDifference,
    Difference,
    FindingMoved,
    PortalPair,
    RubricDifference,
    Side,
    State,
)
from portalaudit.model.moved import Counts, Standing, Total

Json = dict[str, object]
SCHEMA = "portalaudit/diff/1"
PLAIN: tuple[State, ...] = ("same", "same-changed-identifier", "same-changed-address")
"""States of assets that are listed only where all are asked for."""
_OF_SIDE = ("subject", "title", "kind", "identifier", "address", "portal")


def schema() -> Json:
    """The JSON Schema (2020-12) that every document satisfies."""
    text = files("portalaudit.export").joinpath("schema/diff-1.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, object])


def document(found: Difference, *, whole: bool = False) -> Json:
    """A difference as JSON values.

    Args:
        whole: list the assets too that are the same by identifier or address.
    """
    return {
        "schema": SCHEMA,
        "a": _side(found.a),
        "b": _side(found.b),
        "remarks": list(found.remarks),
        "portals": [_pair(found, pair) for pair in found.pairs],
        "assets": _assets(found, whole),
        "findings": {
            "closed": _summed([check.closed for check in found.checks]),
            "opened": _summed([check.opened for check in found.checks]),
            "checks": [_check(check) for check in found.checks],
        },
        "rubrics": [_rubric(rubric) for rubric in found.rubrics],
    }


def _side(side: Side) -> Json:
    return {
        "audit": side.audit,
        "taken_at": iso(side.taken_at),
        "software": side.software,
        "complete": side.complete,
        "target": side.target,
        "name": side.name,
        "portals": [
            {
                "url": one.portal.url, "platform": one.portal.platform, "connector": one.portal.connector,
                "title": one.portal.title, "version": one.portal.version, "assets": one.assets, "datasets": one.datasets,
                "whole": one.whole, "gaps": [{"part": gap.part, "reason": gap.reason} for gap in one.gaps],
            }
            for one in side.portals
        ],
    }  # fmt: skip


def _pair(found: Difference, pair: PortalPair) -> Json:
    return {
        "a": None if pair.a is None else found.a.portals[pair.a].portal.url,
        "b": None if pair.b is None else found.b.portals[pair.b].portal.url,
        "moved_address": pair.moved_address,
        "moved_platform": pair.moved_platform,
        "other_interface": pair.other_interface,
        "version": None if pair.version is None else {"then": pair.version[0], "now": pair.version[1]},
        "by_identifier": pair.by_identifier,
        "comparable": pair.comparable,
    }


def _assets(found: Difference, whole: bool) -> Json:
    told: Assets = found.assets
    table = told.table if whole else told.table.filter(pc.invert(pc.is_in(told.table["state"], pa.array(PLAIN))))
    return {
        "then": found.a.assets,
        "now": found.b.assets,
        "same": sum(told.counts[state] for state in PLAIN),
        "counts": dict(told.counts),
        "unsure": dict(told.unsure),
        "grounds": dict(told.grounds),
        "spellings": [{"way": way, "count": count} for way, count in told.spellings.items()],
        "titles": msgspec.to_builtins(told.titles),
        "fields": [msgspec.to_builtins(one) for one in told.fields],
        "listed": [_asset(row) for row in table.to_pylist()],
    }


def _asset(row: Mapping[str, object]) -> Json:
    return {
        "state": row["state"],
        "ground": row["ground"],
        "reason": row["reason"],
        **{side: None if row[f"subject_{side}"] is None else {name: row[f"{name}_{side}"] for name in _OF_SIDE} for side in "ab"},
        **{name: row[name] for name in ("changed", "opened", "closed")},
    }


def _summed(counts: Sequence[Mapping[str, int]]) -> Json:
    names = dict.fromkeys(name for one in counts for name in one)
    return {name: sum(one.get(name, 0) for one in counts) for name in names}


def _check(check: CheckDifference) -> Json:
    return {
        "id": check.id,
        "family": check.family,
        "then": check.then,
        "now": check.now,
        "closed": dict(check.closed),
        "opened": dict(check.opened),
        "others": {"closed": check.others_closed, "opened": check.others_opened},
        "stored": {"then": check.stored_then, "now": check.stored_now},
        "check_changed": check.check_changed,
        "examples": {
            "closed": [_finding(one) for one in check.findings_closed],
            "opened": [_finding(one) for one in check.findings_opened],
        },
    }


def _finding(finding: FindingMoved) -> Json:
    return {
        "portal": finding.portal, "subject": finding.subject, "title": finding.title, "reason": finding.reason,
        "by_title": finding.by_title,
    }  # fmt: skip


def _rubric(rubric: RubricDifference) -> Json:
    return {
        "id": rubric.id,
        "title": rubric.title,
        "scored": rubric.scored,
        "then": _total(rubric.then),
        "now": _total(rubric.now),
        "criteria": rubric.criteria,
        "moved": [_criterion(one) for one in rubric.moved],
    }


def _total(total: Total) -> Json:
    return {
        "version": total.version,
        "score": total.score,
        "decided": total.decided,
        "counts": {word: total.counts.get(word, 0) for word in ("met", "partly", "not_met", "undetermined", "of")},
    }


def _criterion(one: CriterionDifference) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "aspects": list(one.aspects),
        "then": _standing(one.then),
        "now": _standing(one.now),
        "by": list(one.by),
        "together": one.together,
        "ground": one.ground,
        "checks": [{"id": check.id, "then": _counts(check.then), "now": _counts(check.now)} for check in one.checks],
    }


def _standing(standing: Standing | None) -> Json | None:
    if standing is None:
        return None
    return {
        "finding": standing.finding, "strength": standing.strength, "why": standing.why, "value": standing.value,
        "because": standing.because,
    }  # fmt: skip


def _counts(counts: Counts | None) -> Json | None:
    if counts is None:
        return None
    return {
        "tested": counts.tested, "passed": counts.passed, "failed": counts.failed, "not_observed": counts.not_observed,
        "outcomes": list(counts.outcomes),
    }  # fmt: skip
