"""What a catalogue says of the people to write to, left out of tables."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Finding

HIDDEN = "•••"
"""Stands where a contact's name or address would."""
_CONTACT = re.compile(r"contact|maintainer|author|owner|e?mail|steward|/fn(?:/|$)", re.IGNORECASE)
"""Steps of a pointer below which catalogues keep who is to be written to (DCAT, CKAN, Socrata, Esri)."""


def impersonal(one: Finding) -> Finding:
    """A finding without it."""
    about_contacts = of_contacts((one.check,))
    evidence = tuple(unquoted(each, about_contacts) for each in one.evidence)
    params: Mapping[str, Scalar] = one.params
    if about_contacts:
        params = {name: HIDDEN if isinstance(value, str) else value for name, value in params.items()}
    return replace(one, evidence=evidence, params=params)


def of_contacts(checks: Collection[str]) -> bool:
    """These checks ask for contacts alone."""
    return bool(checks) and all(check.startswith("contact_") for check in checks)


def unquoted(one: Evidence, about_contacts: bool) -> Evidence:
    """Evidence without its quote, where that is of contacts."""
    hidden = one.excerpt and (about_contacts or _CONTACT.search(one.pointer or ""))
    return replace(one, excerpt=HIDDEN) if hidden else one
