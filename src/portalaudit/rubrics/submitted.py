"""Documents that a person handed over for a criterion: named beside it, also where the machine does not see that they show it."""

from dataclasses import replace

from portalaudit.model.capture import Evidence
from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.telling import Clause, Sentence, Word, clause
from portalaudit.rubrics.document_wording import named
from portalaudit.rubrics.readings import Rank, Reading
from portalaudit.rubrics.wording import joined


def with_submitted(reading: Reading, rubric: str, criterion: str, governance: Governance) -> Reading:
    """The reading with what was submitted for the criterion and does not decide it."""
    used = {evidence.capture for evidence in reading.evidence} if reading.low > Rank.NOT_MET else set()
    handed = [one for one in governance.documents if one.document.submitted and _meant(one, rubric, criterion)]
    aside = [one for one in handed if not used & ({one.document.capture, one.document.text} - {None})]
    if not aside:
        return reading
    told = (Sentence(clause("submitted_for"), figures=tuple(map(_told, aside))), Sentence(clause("a_person_judges")))
    evidence = tuple(Evidence(one.document.text or one.document.capture, "") for one in aside)
    return replace(reading, because=joined([reading.because, told]), evidence=(*evidence, *reading.evidence))


def _meant(one: JudgedDocument, rubric: str, criterion: str) -> bool:
    return one.document.criterion in (criterion, f"{rubric}/{criterion}")


def _told(one: JudgedDocument) -> Clause:
    document = one.document
    if document.reading is None:
        return clause("handed_unread", title=named(one), failure=document.failure or "no-text")
    kind = "no-known-kind" if document.kind == "other" else document.kind
    return clause("handed_read", title=named(one), kind=Word("kind", kind))
