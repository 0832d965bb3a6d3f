"""A lead for data is designated, and nobody tells who it is or how to reach them.

What it tests:
    Where a policy, charter or strategy of the city that stands designates a lead for data, one of the city's documents or
    pages that speak of the lead gives an address or number to write to or call, or a person's name beside the title. It
    fails where none does. Where no document designates a lead nothing was observed.

Why it matters:
    A role without a name is one that nobody can ask, and often one that nobody fills.

How to mend it:
    Name the person and a way to reach them, on the portal's page about itself and in the policy's own page.

Source:
    Sunlight Foundation, Open Data Policy Guidelines, provision 24; What Works Cities v3, LC5. What counts as named is our own
    choice.
"""

from collections.abc import Sequence

from portalaudit.checks.governance.named import names_person
from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check
from portalaudit.model.governance import JudgedDocument
from portalaudit.model.publication import POLICY

_REASONS = ("contact", "named", "unnamed", "no_lead", "not_looked")
_NAME = "lead_unnamed"
_DESIGNATES = frozenset({POLICY, "data-governance-charter", "data-strategy"})


@portal_check("governance", needs=("governance",))
def lead_unnamed(parts: Parts) -> PortalVerdict:
    found = parts.governance
    own = [one for one in found.documents if one.own and one.stands and "lead" in one.aspects]
    own = [one for one in own if one.document.kind != POLICY or one is found.policy]
    designating = [one for one in own if one.document.kind in _DESIGNATES]
    if not designating:
        reason = "no_lead" if found.looked else "not_looked"
        return PortalVerdict("not_observed", shown=(Finding(_NAME, "portal", reason, {"pages": found.pages}),))
    reached = next((one for one in own if "contact" in one.aspects), None)
    if reached is not None:
        shows = (*reached.aspects["lead"][:1], *reached.aspects["contact"][:1])
        return PortalVerdict("pass", shown=(_said("contact", reached, shows),))
    named = next(((one, quote) for one in own for quote in one.aspects["lead"] if names_person(quote.excerpt or "")), None)
    if named is not None:
        return PortalVerdict("pass", shown=(_said("named", named[0], (named[1],)),))
    return PortalVerdict("fail", (_said("unnamed", designating[0], designating[0].aspects["lead"][:2]),))


def _said(reason: str, one: JudgedDocument, evidence: Sequence[Evidence]) -> Finding:
    about: dict[str, Scalar] = {"title": one.reading.title or one.document.title or one.document.url}
    return Finding(_NAME, "portal", reason, about, tuple(evidence))
