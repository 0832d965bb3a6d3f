"""Whose document it is, by the governments that it names (data/policy_places.toml)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from portalaudit.data.tables import rows, table, words
from portalaudit.documents.policy.folding import fold
from portalaudit.documents.policy.page import Page, Span
from portalaudit.documents.policy.phrases import Phrase, phrase

# Own choices: what a mention weighs by where it stands, and how often one name counts.
TITLE, HEAD, TAIL, BODY, EXAMPLE = 4.0, 2.0, 2.0, 1.0, 0.2
OF_STATE, OF_COUNTY, BARE = 0.4, 0.6, 0.5
MOST, MENTIONS, LONGEST_NAME = 12.0, 600, 5
LEFT = 60
ENOUGH = 0.5

_CAPITALISED = r"[A-ZÁÉÍÓÚÑÃÕÂÊÔÇ][\w.'’&/-]{0,24}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A government named."""

    form: str
    """`City of`, or `County` after the name."""
    name: str
    level: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Behind:
    """Words behind a name that make it a government's: `City Council`, `County`."""

    words: str
    level: str
    shown: bool
    """True where they belong to the name."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose document it is."""

    name: str
    """With its form: `City of Boston`."""
    level: str
    span: Span


def place_of(page: Page) -> Owner | None:
    """The government named most, first in the title, in the head and at the end; None where none is named."""
    points: defaultdict[str, float] = defaultdict(float)
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in islice(_mentions(page), MENTIONS):
        core = fold(mention.name)
        points[core] = min(MOST, points[core] + _weight(page, mention))
        mentions[core].append(mention)
    if not points:
        return None
    best = max(points, key=lambda core: (points[core], -mentions[core][0].start))
    if points[best] < ENOUGH:
        return None
    return _owner(mentions[best])


def _owner(mentions: Sequence[Mention]) -> Owner:
    """The form used most; of those used alike, the first of the text."""
    counted = Counter((one.level, one.form) for one in mentions if one.form not in _LOOSE)
    if not counted:
        counted = Counter((one.level, one.form) for one in mentions)
    level, form = counted.most_common(1)[0][0]
    first = next(one for one in mentions if (one.level, one.form) == (level, form))
    name = _titled(first.name)
    return Owner(_shown(form, name), level, (first.start, first.end))


def _shown(form: str, name: str) -> str:
    """`City of Boston`, `Cook County`; a council's or a code's name is its city's."""
    behind = behinds().get(fold(form))
    if behind is None:
        return f"{form} {name}".strip()
    return f"{name} {form}" if behind.shown else f"City of {name}"


_KINDS_OF_PLACE = ("city", "town", "village", "ciudad", "cidade", "municipality", "municipio")
_ABBREVIATIONS = frozenset({"st.", "ste.", "sta.", "sto.", "ft.", "mt.", "pt.", "dr.", "gral.", "cel.", "pte.", "pres."})
_ARTICLES = ("La", "Las", "Los", "El")
"""That begin a name: `Los Angeles City Council`."""
_LOOSE = ("Mayor of", "Alcalde de", "Prefeito de", "Prefeito Municipal de", "Cidade de", "Ciudad de", "Concejo de", "Charter")


def _titled(name: str) -> str:
    """`BOSTON` as `Boston`."""
    small = words(table("policy_places"), "joins")
    parts = [part.lower() if place and part.lower() in small else part for place, part in enumerate(name.split())]
    return re.sub(
        r"[^\W\d_]{2,}", lambda met: met[0].capitalize() if met[0].isupper() and len(met[0]) > 2 else met[0], " ".join(parts)
    )


def _weight(page: Page, mention: Mention) -> float:
    start, end = page.body
    if any(first <= mention.start < last for first, last in page.title_spans):
        weight = TITLE
    elif mention.start < page.spans("head")[0][1]:
        weight = HEAD
    else:
        weight = TAIL if mention.start >= max(start, end - 800) else BODY
    before = page.folded[max(start, mention.start - LEFT) : mention.start]
    if any(one.may_stand(before) and any(True for _ in one.places(before)) for one in _examples()):
        weight = EXAMPLE
    return weight * {"state": OF_STATE, "county": OF_COUNTY}.get(mention.level, 1.0) * (BARE if mention.form in _LOOSE else 1.0)


def _mentions(page: Page) -> Iterator[Mention]:
    start, end = page.body
    plain = page.plain
    place = start
    while met := _before().search(plain, place, end):
        form, name = _unnested(" ".join(met[1].split()), _clipped(met[2]))
        # The next mention may begin among the words that were clipped: `Mayor of Tulsa and the City of Tulsa`.
        place = met.start(2) + max(1, len(name))
        if name:
            known, level = forms()[fold(form)]
            yield Mention(known if form.isupper() else form[0].upper() + form[1:], name, level, met.start(), met.end())
    for met in _after().finditer(plain, start, end):
        name = _clipped(met[1], backwards=True)
        if name and fold(name) not in _no_names():
            behind = behinds()[fold(met[2])]
            yield Mention(behind.words, name, behind.level, met.start(), met.end())
    for row in rows("policy_places", "whole"):
        name = str(row["name"])
        for stands in _places(page.folded, fold(name), start, end):
            yield Mention("", name, str(row["level"]), stands, stands + len(name))


def _unnested(form: str, name: str) -> tuple[str, str]:
    """`Concejo Deliberante de` and `la Municipalidad de Los Alerces`: the innermost form counts."""
    folded = fold(name)
    for inner in forms():
        for article in ("", "la ", "el ", "the "):
            if folded.startswith(f"{article}{inner} "):
                start = len(article)
                return _unnested(name[start : start + len(inner)], name[start + len(inner) + 1 :])
    return form, name


def _places(folded: str, name: str, start: int, end: int) -> Iterator[int]:
    place = folded.find(name, start, end)
    while place >= 0:
        yield place
        place = folded.find(name, place + len(name), end)


def _clipped(name: str, *, backwards: bool = False) -> str:
    """A name up to the first word that belongs to something else, without small words at its end."""
    stops, joins = _stops(), words(table("policy_places"), "joins")
    parts = name.split()
    if backwards:
        parts.reverse()
    kept: list[str] = []
    for part in parts[:LONGEST_NAME]:
        bare = part.strip(".,'’")
        bare = re.sub(r"['’]s$|['’]S$", "", bare)
        if not bare or (fold(bare) in stops and fold(bare) not in joins):
            break
        if kept and fold(kept[-1]) in joins and fold(bare) in _KINDS_OF_PLACE:
            break
        kept.append(part)
        if not backwards and bare != part and part[-1:] in ".,'’sS" and part[: len(bare)] == bare and not _shortened(part):
            break
    while kept and fold(kept[-1]) in joins and not (backwards and len(kept) > 1 and kept[-1] in _ARTICLES):
        kept.pop()
    if backwards:
        if kept and fold(kept[0]) in joins:
            return ""
        kept.reverse()
    return re.sub(r"['’][sS]?$|[.,]+$", "", " ".join(kept))


def _shortened(part: str) -> bool:
    """`St.`, `D.C.`: a full stop behind which the name goes on; any other ends the sentence, and the name."""
    return part.endswith(".") and (part.count(".") > 1 or len(part) < 3 or fold(part) in _ABBREVIATIONS)


@cache
def _before() -> re.Pattern[str]:
    before = "|".join(
        re.escape(str(row["before"])).replace(r"\ ", r"[ \n]")
        for row in sorted(rows("policy_places", "form"), key=lambda row: -len(str(row["before"])))
    )
    joins = "|".join(words(table("policy_places"), "joins"))
    return re.compile(rf"(?<!\w)((?i:{before}))[ \n]?(?:the )?({_CAPITALISED}(?: (?:(?:{joins}) ){{0,2}}{_CAPITALISED}){{0,4}})")


@cache
def _after() -> re.Pattern[str]:
    known = "|".join(re.escape(one.words).replace(r"\ ", " ") for one in behinds().values())
    return re.compile(rf"(?<![\w.])({_CAPITALISED}(?: {_CAPITALISED}){{0,2}}) ((?i:{known}))(?!\w)")


@cache
def behinds() -> Mapping[str, Behind]:
    """What stands behind a name, folded."""
    listed = [Behind(str(row["words"]), str(row["level"]), bool(row.get("shown"))) for row in rows("policy_places", "after")]
    return {fold(one.words): one for one in listed}


@cache
def forms() -> Mapping[str, tuple[str, str]]:
    """What stands before a name, folded: as it is written, and the level of government."""
    return {fold(str(row["before"])): (str(row["before"]), str(row["level"])) for row in rows("policy_places", "form")}


@cache
def _no_names() -> frozenset[str]:
    return frozenset({"the", "this", "our", "each", "city", "home rule", "new", "any", "a", "said"})


@cache
def _stops() -> frozenset[str]:
    return frozenset(fold(word) for word in words(table("policy_places"), "stop"))


@cache
def _examples() -> tuple[Phrase, ...]:
    return tuple(phrase(one) for one in words(table("policy_places"), "examples"))
