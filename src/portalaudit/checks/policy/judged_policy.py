"""The open-data policy that the checks judge, or why there is none to judge."""

from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict
from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.publication import POLICY, registered_address

NONE = ("not_looked", "unreadable", "none_found")
"""Reasons of a check that had no policy to judge."""


def said(check: str, reason: str, params: dict[str, Scalar] | None = None, evidence: tuple[Evidence, ...] = ()) -> Finding:
    """A finding of the portal as a whole."""
    return Finding(check, "portal", reason, params or {}, evidence)


def unseen(finding: Finding) -> PortalVerdict:
    """Not observed, with where we looked."""
    return PortalVerdict("not_observed", shown=(finding,))


def title_of(one: JudgedDocument) -> str:
    return one.reading.title or one.document.title or one.document.shown or one.document.url


def quoted(one: JudgedDocument) -> tuple[Evidence, ...]:
    """The words that decided what it is, else the document itself."""
    capture = one.document.text or one.document.capture
    return one.because[:2] or ((Evidence(capture, ""),) if capture else ())


def own_versions(found: Governance) -> tuple[JudgedDocument, ...]:
    """All texts of the city's own policy that were read, drafts among them, the one in force first."""
    own = [one for one in found.documents if one.document.kind == POLICY and one.document.reading is not None and one.own]
    return (*[one for one in own if one is found.policy], *[one for one in own if one is not found.policy])


def unjudged(check: str, parts: Parts) -> PortalVerdict:
    """The verdict where no policy of the city was read: `not_looked`, `unreadable` (the address of the city's record, or every
    place) or `none_found`."""
    found = parts.governance
    hidden = registered_address(found)
    if hidden is not None:
        return unseen(said(check, "unreadable", {"failure": hidden.document.failure}, quoted(hidden)))
    if not found.looked:
        return unseen(said(check, "not_looked"))
    if all(one.reason is not None for one in found.looked):
        failure = next((one.reason for one in found.looked if one.reason not in ("none", "unregistered")), "none")
        return unseen(said(check, "unreadable", {"failure": failure}))
    return unseen(said(check, "none_found", {"pages": found.pages}))
