"""An audit judged again, its criteria beside those of then."""

from dataclasses import replace

from portalaudit.model.audit import Audit
from portalaudit.model.moved import CheckMoved, Counts, CriterionMoved, RubricMoved, Standing, Step, Total, TotalStep

NOT_MET = Standing("not_met", "verified", None, 0.2, {}, "60 of 300 datasets state a licence (20 %); met asks for 90 %")
PARTLY = Standing("partly", "verified", None, 0.62, {"fresh": 3}, "186 of 300 datasets state a licence (62 %)")
UNSEEN = Standing("undetermined", None, "not_found", None, {}, "No policy was searched for")


def judged_again(audit: Audit, text: str = "Licence", causes: tuple[str, ...] | None = None) -> Audit:
    """The audit with two rubrics beside those of then; `text` stands wherever a stored document may bring its own."""
    then = Total(41.2, 0.91, {"met": 3, "partly": 2, "not_met": 4, "undetermined": 1, "of": 10}, "1.0", "a" * 64)
    now = replace(then, score=55.0, counts={**then.counts, "partly": 3, "not_met": 3}, version="1.1", digest="b" * 64)
    counts = Counts((1,), 300, 60, 240, 3)
    checks = (
        CheckMoved("license_missing", counts, replace(counts, versions=(2,), passed=186, failed=114)),
        CheckMoved("portal_insecure", Counts((1,), 1, 0, 1, 0, ("fail",)), None),
    )
    said = replace(NOT_MET, because=f"{text}: {NOT_MET.because}")
    steps = (Step(("checks",), PARTLY), Step(("rubric",), NOT_MET))
    criteria = (
        CriterionMoved("PH7", text, said, PARTLY, ("finding", "value"), ("checks",), False, steps, checks),
        CriterionMoved("PH9", "Columns", NOT_MET, PARTLY, ("finding",), ("checks", "rubric"), True),
        CriterionMoved("PH12", "Updates", NOT_MET, PARTLY, ("finding",), ("city-record", "rubric")),
        CriterionMoved("PH1", "Titles", PARTLY, PARTLY, (), ("checks", "rubric"), False, steps),
        CriterionMoved("PH99", "Languages", None, UNSEEN, by=("rubric",)),
        CriterionMoved("PH98", text, NOT_MET, None, by=("rubric",)),
    )
    moved = (
        RubricMoved("portal-health", "Portal health", True, then, now, (TotalStep(("checks",), now),), criteria),
        RubricMoved("wwc-v2", text, False, None, replace(now, score=None)),
        RubricMoved("wwc-v3", "What Works Cities", False, replace(then, score=None), replace(then, score=None)),
    )
    told = ("software: 0.0.9 → 0.1.0", f"rubric: {text} 1.0 → 1.1") if causes is None else causes
    return replace(audit, causes=told, moved=moved)
