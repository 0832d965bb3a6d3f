"""Whether a passage names a person beside a title of somebody in charge of data."""

import re

_LONGEST = 300
"""Characters that are read of a passage; an excerpt has no more."""
_TITLE = (
    r"(?:chief (?:data|open data|analytics|information|innovation|technology|performance)"
    r"|open data|data (?:officer|coordinator|manager)|(?:director|coordinador|oficial|diretor|gestor|coordenador)a?\b)"
)
_PERSON = r"(?P<person>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ]\.?)?(?: (?:de|da|do|la|van|von))*(?: [A-ZÀ-Þ][\w'’-]+){1,3})"
_NAMED = (
    re.compile(rf"{_PERSON}, (?:(?i:the|our|la|el|o|a) )?(?:City(?:'s|’s)? )?(?i:{_TITLE})"),
    re.compile(rf"(?i:{_TITLE})[\w ]{{0,40}}?(?:,|:| is| –) {_PERSON}"),
)
"""`Maria Example, Chief Data Officer`, or the title and then the name (own choice)."""
_NO_NAME = frozenset({
    "a", "all", "an", "analytics", "and", "board", "bureau", "by", "charter", "chief", "city", "code", "commission",
    "committee", "coordinator", "council", "county", "data", "department", "director", "division", "each", "every",
    "government", "information", "innovation", "management", "manager", "mayor", "of", "office", "officer", "open",
    "order", "performance", "policy", "portal", "program", "public", "section", "services", "shall", "state", "such",
    "team", "technology", "the", "town", "will",
})  # fmt: skip
"""Words of which one tells that capitals are no person's name."""


def names_person(passage: str) -> bool:
    """True where a name stands beside the title."""
    persons = (met["person"] for pattern in _NAMED for met in pattern.finditer(passage[:_LONGEST]))
    return any(_NO_NAME.isdisjoint(person.casefold().split()) for person in persons)
