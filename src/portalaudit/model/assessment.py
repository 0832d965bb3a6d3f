"""What people say beside the machine's results, and never in their place: decisions on criteria, annotations of findings.

Both are only ever added to. A later decision on the same criterion of the same audit stands in the place of the earlier one, a
later annotation of the same finding in that of the one before; what stood before is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal, get_args

import msgspec

from portalaudit.model.rubric import FindingWord, Strength
from portalaudit.model.subject import FindingKey, finding_id, finding_key

DecisionWord = Literal["accept", "reject", "more"]
"""Of the machine's finding on a criterion: it stands, it does not, or more must be seen before anybody can say."""
DECISIONS: tuple[DecisionWord, ...] = get_args(DecisionWord)

WITHDRAWN = "withdrawn"
"""The reason of an annotation that takes the one before it back."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An assessor's decision on one criterion of one audit."""

    audit: str
    rubric: str
    version: str
    """The rubric's."""
    criterion: str
    finding: FindingWord
    """What the machine had found, and how surely: what was decided on."""
    strength: Strength | None
    decision: DecisionWord
    by: str
    """Who decided."""
    decided_at: datetime
    """UTC."""
    why: str

    @property
    def id(self) -> str:
        """16 hexadecimal digits over all of it: the same decision, imported twice, is one."""
        return _digest(self)


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a person says of one finding: a dispute with a reason, or a remark."""

    portal: str
    """The portal's address, as audits have it."""
    check: str
    subject: str
    reason: str
    """A code of data/annotation_reasons.toml."""
    text: str
    by: str
    made_at: datetime
    """UTC."""
    until: date | None = None
    """The last day on which it holds; None for no end."""
    waive: bool = False
    """The finding is taken out of the score that `--fail-under` looks at."""

    @property
    def id(self) -> str:
        """16 hexadecimal digits over all of it."""
        return _digest(self)

    @property
    def finding(self) -> str:
        """The finding's id (`model.subject.finding_id`)."""
        return finding_id(self.portal, self.check, self.subject)

    @property
    def key(self) -> FindingKey:
        """By which findings are matched, exactly: ids of many may be alike."""
        return finding_key(self.portal, self.check, self.subject)

    def holds(self, day: date) -> bool:
        """Whether it says anything on a day: it was not taken back and has not run out."""
        return self.reason != WITHDRAWN and (self.until is None or self.until >= day)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that people have said of one audit and its findings, in the order in which they said it."""

    decisions: tuple[Decision, ...] = ()
    annotations: tuple[Annotation, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.decisions or self.annotations)


def standing_decisions(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The last decision on each criterion of each audit, in the order in which they were made."""
    last: dict[tuple[str, str, str], Decision] = {}
    for one in sorted(decisions, key=lambda one: (one.decided_at, one.id)):
        key = (one.audit, one.rubric, one.criterion)
        last.pop(key, None)
        last[key] = one
    return tuple(last.values())


def last_annotations(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """The last annotation of each finding, whether it holds or not, in the order in which they were made."""
    last: dict[FindingKey, Annotation] = {}
    for one in sorted(annotations, key=lambda one: (one.made_at, one.id)):
        last.pop(one.key, None)
        last[one.key] = one
    return tuple(last.values())


def annotations_in_force(annotations: Iterable[Annotation], day: date) -> tuple[Annotation, ...]:
    """The last annotation of each finding, where it holds on a day.

    The day is an audit's, not today's: what was said of it then is shown with it for good, and the next audit after its end
    knows nothing of it any more.
    """
    return tuple(one for one in last_annotations(annotations) if one.holds(day))


def waivers(annotations: Sequence[Annotation], day: date) -> tuple[Annotation, ...]:
    """Those in force on a day that take their finding out of `--fail-under`."""
    return tuple(one for one in annotations_in_force(annotations, day) if one.waive)


def _digest(said: Decision | Annotation) -> str:
    return sha256(msgspec.json.encode(said)).hexdigest()[:16]
