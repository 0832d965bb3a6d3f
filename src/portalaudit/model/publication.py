"""Which text stands for a city's open-data policy, and whether the city is seen to publish it."""

from portalaudit.model.governance import Governance, JudgedDocument

POLICY = "open-data-policy"
ALIKE = 0.5
"""Two texts are versions of one act where so many of the passages of the one with fewer stand in the other (own choice)."""


OWN_PLACES = frozenset({"registry", "home", "city-site", "navigation", "footer", "links", "sitemap", "portal-page"})
"""Places that are the city's own (connectors.website.visit.PLACES): a document that stands in none of them, though one was read,
is not seen to be published."""


def registered_address(governance: Governance) -> JudgedDocument | None:
    """What the city's record gives as the policy's address, where it could not be read."""
    return next((one for one in governance.documents if one.document.source == "registry" and one.document.failure), None)


def own_places_failure(governance: Governance) -> str | None:
    """Why none of the city's own places could be read; None where one was, `none` where nobody looked."""
    places = [one for one in governance.looked if one.place in OWN_PLACES]
    if any(one.reason is None for one in places):
        return None
    return next((one.reason for one in places if one.reason not in ("none", "unregistered")), "none")


def standing_policy(governance: Governance) -> JudgedDocument | None:
    """The policy in force; where that text is a copy elsewhere or was submitted, the same act as the city publishes it."""
    policy = governance.policy
    if policy is None or policy.published:
        return policy
    return next((one for one in governance.older if one.published and one.stands and one.own and same_act(one, policy)), policy)


def same_act(one: JudgedDocument, other: JudgedDocument) -> bool:
    """Two texts of one act: of the same number or day, or with the same passages."""
    mine, theirs = one.reading, other.reading
    if mine.adopted and theirs.adopted:
        return mine.adopted == theirs.adopted
    if mine.year and theirs.year and mine.year != theirs.year:
        return False
    if mine.number and theirs.number:
        return _plain(mine.number) == _plain(theirs.number)
    return _alike(_passages(one), _passages(other))


def _alike(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    fewer = min(len(mine), len(theirs))
    return fewer > 0 and len(mine & theirs) >= ALIKE * fewer


def _passages(one: JudgedDocument) -> frozenset[str]:
    quotes = [quote.text for quote in one.reading.because]
    quotes += [quote.text for provision in one.document.provisions for quote in provision.quotes]
    return frozenset(plain for text in quotes if len(plain := _plain(text)) > 20)


def _plain(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())
