"""Why a criterion moved, in words: which of the things that are new did it, and how we know."""

from collections.abc import Sequence
from dataclasses import dataclass

from portalaudit.audit.across.attribution import Attribution
from portalaudit.audit.across.then import ThenCriterion
from portalaudit.export.difference.wording import PLATFORMS
from portalaudit.model.difference import PortalPair, Reason, Side
from portalaudit.model.moved import Cause, CheckMoved

_SIMPLE: dict[Cause, Reason] = {"city-record": "city-record", "checks": "software", "grading": "software", "rubric": "rubric"}
_GROUNDS: dict[Reason, str] = {
    "city-record": "the same catalogue, judged by the city's record of now, stands so",
    "rubric": "what the audit of then saw, graded by the rubric of now, stands so",
    "software": "the catalogue of then, judged by the later software, stands so",
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else is new between the two audits."""

    a: Side
    b: Side
    pairs: tuple[PortalPair, ...]
    checks: bool
    """The software, or a check, differs."""
    documents: frozenset[str]
    """Criteria that rest on documents."""

    @property
    def moved_platform(self) -> str | None:
        """`from Socrata to ArcGIS Hub`."""
        for pair in self.pairs:
            if pair.moved_platform and pair.a is not None and pair.b is not None:
                then, now = self.a.portals[pair.a].portal, self.b.portals[pair.b].portal
                return f"from {PLATFORMS[then.platform]} to {PLATFORMS[now.platform]}"
        return None

    @property
    def version(self) -> str | None:
        """`CKAN 2.9 → 2.11`."""
        for pair in self.pairs:
            if pair.version is not None and pair.a is not None:
                name = PLATFORMS[self.a.portals[pair.a].portal.platform]
                return f"{name} {pair.version[0]} → {pair.version[1]}"
        return None

    @property
    def hidden(self) -> tuple[str, ...]:
        """What one audit could not see and the other could, each as a text."""
        seen = [
            {(gap.part, gap.reason) for portal in side.portals for gap in portal.gaps} for side in (self.a, self.b)
        ]  # fmt: skip
        told = [f"{part} ({reason}) then" for part, reason in sorted(seen[0] - seen[1])]
        return (*told, *(f"{part} ({reason}) now" for part, reason in sorted(seen[1] - seen[0])))

    @property
    def partial(self) -> str | None:
        """Which audit did not see the whole catalogue."""
        for name, side in (("then", self.a), ("now", self.b)):
            if not side.complete or not all(portal.whole for portal in side.portals):
                return name
        return None


def told(
    found: Attribution | None,
    was: ThenCriterion,
    now: ThenCriterion,
    checks: Sequence[CheckMoved],
    stood_still: bool,
    sure: bool,
    around: Circumstances,
) -> tuple[tuple[Reason, ...], bool, str]:
    """The reasons, whether they can only be told together, and the ground.

    Args:
        stood_still: what was seen then, judged on the day of B, stands as B does.
        sure: today's checks judge both audits as they were judged.
    """
    if found is None or not found.by:
        return ("unknown",), False, "nothing on record is new between the two, and yet it stands otherwise"
    by: list[Reason] = []
    grounds: list[str] = []
    together = found.together and len(found.by) > 1
    for cause in found.by:
        if cause != "data":
            by.append(_SIMPLE[cause])
            grounds.append(_GROUNDS[_SIMPLE[cause]])
            continue
        more, ground, joined = _data(was, now, checks, stood_still, around)
        by += more
        grounds.append(ground)
        together = together or joined
    if found.together and len(by) > 1:
        return (
            tuple(dict.fromkeys(by)),
            True,
            "which of these did it cannot be told: none of them alone does, or can be tried alone",
        )
    if not sure and not around.checks:
        grounds.append("today's software judges one of the two otherwise than it was judged, so this is by what was stored")
    return tuple(dict.fromkeys(by)), together, "; ".join(dict.fromkeys(grounds))


def _data(
    was: ThenCriterion, now: ThenCriterion, checks: Sequence[CheckMoved], stood_still: bool, around: Circumstances
) -> tuple[list[Reason], str, bool]:
    """What of all that was seen moved it: the catalogue, documents, the portal's software, or what the network hid."""
    hidden = around.hidden
    if "gap" in (was.why, now.why) and was.why != now.why:
        when = "then" if was.why == "gap" else "now"
        return ["noise"], f"{when} it could not be seen{_listed(hidden)}; nothing says that the city changed anything", False
    if was.id in around.documents or now.id in around.documents:
        if hidden and not checks:
            return ["documents", "noise"], f"it rests on documents, and one audit could not see all{_listed(hidden)}", True
        return ["documents"], "it rests on documents: what was found of them differs", False
    if around.moved_platform is not None:
        ground = f"the portal moved {around.moved_platform}: what it publishes and how it tells of it changed at once"
        return ["platform", "data"], ground, True
    if around.partial is not None:
        ground = f"the catalogue was not seen whole {around.partial}{_listed(hidden)}: what is missing may be there"
        return ["noise", "data"], ground, True
    unseen = [check.id for check in checks if _observed_otherwise(check)]
    if unseen and hidden:
        return ["noise"], f"what {unseen[0]} reads was seen by one audit only{_listed(hidden)}", False
    if unseen and around.version is not None:
        return ["platform", "data"], f"{unseen[0]} sees other assets than then, and the software is new: {around.version}", True
    if stood_still:
        return ["data"], "nothing was published or mended: what was seen then, judged on the day of now, stands so too", False
    return ["data"], _counts_told(checks), False


def _observed_otherwise(check: CheckMoved) -> bool:
    if check.then is None or check.now is None:
        return False
    then, now = check.then, check.now
    return (then.tested == 0) != (now.tested == 0) or (then.not_observed == 0) != (now.not_observed == 0)


def _counts_told(checks: Sequence[CheckMoved]) -> str:
    """The check that moved most, told in counts."""
    counted = [check for check in checks if check.then and check.now and check.then.tested and check.now.tested]
    counted = [check for check in counted if check.now and not check.now.outcomes]
    if not counted:
        return "the catalogue says something else"
    most = max(counted, key=lambda check: abs(_share(check.then) - _share(check.now)))
    then, now = most.then, most.now
    assert then is not None and now is not None
    return f"{most.id}: {then.passed:,} of {then.tested:,} passed then, {now.passed:,} of {now.tested:,} now"


def _share(counts: object) -> float:
    tested, passed = getattr(counts, "tested", 0), getattr(counts, "passed", 0)
    return passed / tested if tested else 0.0


def _listed(hidden: Sequence[str]) -> str:
    return f": {', '.join(hidden[:3])}" + (" and more" if len(hidden) > 3 else "") if hidden else ""
