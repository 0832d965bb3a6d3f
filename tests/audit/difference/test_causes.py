"""Why a criterion moved where what was seen is new: a table of circumstances."""

from dataclasses import replace

import pytest

from portalaudit.audit.across.attribution import Attribution
from portalaudit.audit.across.then import ThenCriterion
from portalaudit.audit.difference.causes import Circumstances, told
from portalaudit.audit.difference.sides import side_of
from portalaudit.model.capture import Gap
from portalaudit.model.difference import PortalPair
from portalaudit.model.moved import CheckMoved, Counts
from tests.builders import TAKEN_AT, a_dataset, a_snapshot

WHOLE = side_of((a_snapshot(a_dataset()),), "a", TAKEN_AT, "1", "example-ex")
CUT = replace(WHOLE, complete=False)
NO_COLUMNS = side_of((a_snapshot(a_dataset(), gaps=(Gap("columns", "http-503"),)),), "b", TAKEN_AT, "1", "example-ex")
THEN = ThenCriterion("C1", "C1", "not_met", "verified", None, "")
NOW = replace(THEN, finding="met")
UNSEEN = replace(THEN, finding="undetermined", strength=None, why="gap")
MOVED = (CheckMoved("trees_missing", Counts((1,), 10, 4, 6, 0), Counts((1,), 10, 9, 1, 0)),)
BLIND = (CheckMoved("trees_missing", Counts((1,), 10, 4, 6, 0), Counts((1,), 0, 0, 0, 10)),)
MOVED_PAIR, NEWER_PAIR = PortalPair(0, 0, moved_platform=True), PortalPair(0, 0, version=("2.9", "2.11"))
RESTS = frozenset({"C1"})
DATA = Attribution(("finding",), ("data",))


def around(**changes: object) -> Circumstances:
    """Nothing is new but what was seen."""
    return replace(Circumstances(WHOLE, WHOLE, (PortalPair(0, 0),), checks=False, documents=frozenset()), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("was", "now", "checks", "circumstances", "by", "ground"),
    [
        pytest.param(THEN, NOW, MOVED, around(), ("data",), "trees_missing: 4 of 10 passed then, 9 of 10 now", id="data"),
        pytest.param(THEN, NOW, (), around(), ("data",), "something else", id="no check to point at"),
        pytest.param(THEN, UNSEEN, (), around(b=NO_COLUMNS), ("noise",), "now it could not be seen: columns", id="hidden now"),
        pytest.param(UNSEEN, NOW, (), around(a=NO_COLUMNS), ("noise",), "then it could not be seen", id="hidden then"),
        pytest.param(THEN, NOW, MOVED, around(b=CUT), ("noise", "data"), "not seen whole now", id="stopped before the end"),
        pytest.param(THEN, NOW, BLIND, around(b=NO_COLUMNS), ("noise",), "seen by one audit only: columns", id="a part hidden"),
        pytest.param(THEN, NOW, MOVED, around(b=NO_COLUMNS), ("data",), "4 of 10", id="a part hidden that it does not read"),
        pytest.param(
            THEN, NOW, MOVED, around(pairs=(MOVED_PAIR,)), ("platform", "data"), "changed at once", id="moved"
        ),
        pytest.param(
            THEN, NOW, BLIND, around(pairs=(NEWER_PAIR,)),
            ("platform", "data"), "CKAN 2.9 → 2.11", id="another version that shows less",
        ),
        pytest.param(
            THEN, NOW, MOVED, around(pairs=(NEWER_PAIR,)), ("data",), "4 of 10", id="another version"
        ),
        pytest.param(THEN, NOW, (), around(documents=RESTS), ("documents",), "rests on documents", id="documents"),
        pytest.param(
            THEN, NOW, (), around(documents=RESTS, b=NO_COLUMNS), ("documents", "noise"), "could not see", id="hidden documents"
        ),
    ],
)  # fmt: skip
def test_what_was_seen_is_new(
    was: ThenCriterion,
    now: ThenCriterion,
    checks: tuple[CheckMoved, ...],
    circumstances: Circumstances,
    by: tuple[str, ...],
    ground: str,
) -> None:
    """One reason, or several that cannot be told apart."""
    found = told(DATA, was, now, checks, stood_still=False, sure=True, around=circumstances)

    assert found[:2] == (by, len(by) > 1)
    assert ground in found[2]


def test_a_catalogue_that_stood_still() -> None:
    """Time passed, and nobody did anything."""
    found = told(DATA, THEN, NOW, MOVED, stood_still=True, sure=True, around=around())

    assert found[0] == ("data",)
    assert "nothing was published or mended" in found[2]


@pytest.mark.parametrize(
    ("attribution", "by", "together"),
    [
        pytest.param(Attribution(("finding",), ("rubric",)), ("rubric",), False, id="the rubric"),
        pytest.param(Attribution(("finding",), ("checks",)), ("software",), False, id="our version"),
        pytest.param(Attribution(("finding",), ("city-record",)), ("city-record",), False, id="the record"),
        pytest.param(Attribution(("finding",), ("data", "rubric")), ("data", "rubric"), False, id="either alone"),
        pytest.param(Attribution(("finding",), ("data", "rubric"), together=True), ("data", "rubric"), True, id="both together"),
        pytest.param(Attribution(("finding",)), ("unknown",), False, id="nothing that is on record"),
        pytest.param(None, ("unknown",), False, id="nothing is new"),
    ],
)
def test_what_else_is_new(attribution: Attribution | None, by: tuple[str, ...], together: bool) -> None:
    """The words of attribution become those of a difference."""
    assert told(attribution, THEN, NOW, MOVED, stood_still=False, sure=True, around=around())[:2] == (by, together)
