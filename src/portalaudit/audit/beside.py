"""What the tables of an audit need beside it: rubrics that ask for documents, measures of freshness, manuals, people's words."""

from collections.abc import Sequence

from portalaudit.audit.listing import schedules
from portalaudit.checks.run import manuals
from portalaudit.export.tables import Beside
from portalaudit.model.assessment import Assessment
from portalaudit.model.audit import Audit
from portalaudit.model.rubric import Rubric
from portalaudit.rubrics.load import available, load


def beside(
    audit: Audit,
    assessment: Assessment | None = None,
    *,
    rubrics: Sequence[Rubric] | None = None,
    with_contacts: bool = False,
    lang: str = "en",
) -> Beside:
    """All of it.

    Args:
        audit: judged by today's checks.
        assessment: what people said of it; None for nothing.
        rubrics: those that it was graded by, where they are at hand; None for the shipped ones of the same ids.
        with_contacts: whether names and addresses of contacts are told.
        lang: the language of texts.
    """
    graded = [load(one.id) for one in audit.rubrics if one.id in available()] if rubrics is None else rubrics
    return Beside(
        rubrics=tuple(one for one in graded if not one.scored),
        schedules=tuple(schedules(audit)),
        manuals=manuals(),
        assessment=assessment or Assessment(),
        with_contacts=with_contacts,
        lang=lang,
    )
