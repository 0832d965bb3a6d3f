"""Which departments an inventory names, held against a list of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from portalaudit.data.tables import table
from portalaudit.data.tables import words as listed_words
from portalaudit.documents.inventory.cells import coded, filled, says_something
from portalaudit.documents.inventory.entries import Entries
from portalaudit.documents.inventory.names import normalised, words
from portalaudit.documents.inventory.shown import masked
from portalaudit.model.inventory import Answer, Coverage, Pair, Share
from portalaudit.model.portal import Department

HOW = ("name", "acronym", "alias", "normalised", "reduced")
"""How a name was matched, strictest first: as written (case and white space aside), by the acronym beside it or in its
place, by an alias, by letters and digits, without legal forms, the city's name and the kind of body."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One department of the list."""

    name: str
    acronyms: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    takes_part: bool = True
    """False where the list says that the department does not take part in the inventory."""


def listed_of(departments: Sequence[Department]) -> tuple[Listed, ...]:
    """The departments of a city's record. An alias of one short word in capitals is an acronym."""
    return tuple(
        Listed(
            department.name,
            tuple(alias for alias in department.aliases if _is_acronym(alias)),
            tuple(alias for alias in department.aliases if not _is_acronym(alias)),
        )
        for department in departments
    )


def _is_acronym(alias: str) -> bool:
    return len(alias) <= 8 and " " not in alias.strip() and sum(map(str.isupper, alias)) * 2 > len(alias)


def coverage(entries: Entries, departments: Sequence[Listed]) -> Coverage:
    """Names of the inventory against a list; each department is counted once, however often it is named."""
    named = _named(entries)
    found = _matched(named, departments)
    pairs = tuple(Pair(name, departments[place].name, how) for name, (place, how) in sorted(found.items(), key=_by_name))
    hit = {place for place, _ in found.values()}
    told = any(not department.takes_part for department in departments)
    active = [place for place, department in enumerate(departments) if department.takes_part]
    open_names = sorted((name for name in named if name not in found), key=lambda name: (name.casefold(), name))
    open_listed = [department.name for place, department in enumerate(departments) if place not in hit]
    unknown = len(open_names) + _unnamed(entries)
    shares = [_share("listed", len(departments), len(hit), unknown)]
    if told:
        shares.append(_share("taking_part", len(active), len(hit & set(active)), unknown))
    answers = {share.above for share in shares}
    return Coverage(
        named=len(named),
        listed=len(departments),
        taking_part=len(active) if told else None,
        matched=len(hit & set(active)),
        matched_listed=len(hit),
        pairs=pairs,
        unmatched_named=tuple(map(masked, open_names)),
        unmatched_listed=tuple(sorted(open_listed, key=lambda name: (name.casefold(), name))),
        not_taking_part=tuple(sorted(departments[place].name for place in hit - set(active))),
        perhaps=_perhaps(open_names, open_listed),
        shares=tuple(shares),
        above=answers.pop() if len(answers) == 1 else "undetermined",
    )


def _by_name(item: tuple[str, tuple[int, str]]) -> tuple[str, str]:
    return item[0].casefold(), item[0]


def _unnamed(entries: Entries) -> int:
    """Rows that name no department, each of which may be one more department's; without a column for it, all of them."""
    said = filled(entries.column("department")) | filled(entries.column("department_code"))
    return int((~said).sum())


def _share(denominator: str, of: int, matched: int, unknown: int) -> Share:
    most = min(of, matched + unknown)
    limit = _thresholds()["share"] * of
    above: Answer = "undetermined" if not of else "yes" if matched > limit else "no" if most <= limit else "undetermined"
    return Share(denominator, of, matched, most, above)


def _named(entries: Entries) -> Mapping[str, frozenset[str]]:
    """Distinct department names as first written, with the acronyms that stand beside them."""
    texts, places = coded(entries.column("department"))
    codes, code_places = coded(entries.column("department_code"))
    if not texts and codes:  # an inventory that names departments by acronym alone
        texts, places, codes = codes, code_places, []
    first: dict[str, str] = {}
    beside: dict[str, set[str]] = {}
    keys = [" ".join(text.split()).casefold() if says_something(text) else None for text in texts]
    for key, text in zip(keys, texts, strict=True):
        if key:
            first.setdefault(key, " ".join(text.split()))
            beside.setdefault(key, set())
    if codes:
        for place, code in sorted(set(zip(places.tolist(), code_places.tolist(), strict=True))):
            if place >= 0 and code >= 0 and (key := keys[place]) and says_something(codes[code]):
                beside[key].add(codes[code])
    return {first[key]: frozenset(beside[key]) for key in sorted(first)}


def _matched(named: Mapping[str, frozenset[str]], departments: Sequence[Listed]) -> dict[str, tuple[int, str]]:
    """Place in the list and how, of each name that is matched: by the strictest key that is one department's alone."""
    tables = _tables(departments)
    # An acronym that stands beside several names is none of theirs alone; spellings of one name count once.
    bearers: dict[str, set[str]] = {}
    for name, codes in named.items():
        for code in codes:
            bearers.setdefault(normalised(code), set()).add(reduced(name))
    found: dict[str, tuple[int, str]] = {}
    for name, codes in named.items():
        asked = {
            "name": [_written(name)],
            "acronym": [normalised(name), *(key for code in sorted(codes) if len(bearers[key := normalised(code)]) == 1)],
            "alias": [normalised(name)],
            "normalised": [normalised(name)],
            "reduced": [reduced(name)],
        }
        for how in HOW:
            place = next((place for key in asked[how] if key and (place := tables[how].get(key, -1)) >= 0), None)
            if place is not None:
                found[name] = (place, how)
                break
        else:
            place = _reduced_match(name, departments)
            if place is not None:
                found[name] = (place, "reduced")
    return found


def _tables(departments: Sequence[Listed]) -> Mapping[str, Mapping[str, int]]:
    tables: dict[str, dict[str, int]] = {how: {} for how in HOW}

    def add(how: str, key: str, place: int) -> None:
        if key and tables[how].setdefault(key, place) != place:
            tables[how][key] = -1

    for place, department in enumerate(departments):
        add("name", _written(department.name), place)
        add("normalised", normalised(department.name), place)
        add("reduced", reduced(department.name), place)
        for acronym in department.acronyms:
            add("acronym", normalised(acronym), place)
        for alias in department.aliases:
            add("alias", normalised(alias), place)
            add("reduced", reduced(alias), place)
    return tables


def _reduced_match(name: str, departments: Sequence[Listed]) -> int | None:
    """The one department whose name differs only in that one of the two does not say what kind of body it is."""
    kind, core = _core(name)
    if not core:
        return None
    places = [
        place
        for place, department in enumerate(departments)
        if (other := _core(department.name))[1] == core and (not kind or not other[0])
    ]
    return places[0] if len(places) == 1 else None


def _written(name: str) -> str:
    return " ".join(name.split()).casefold()


def reduced(name: str) -> str:
    """A department's name without legal forms, the city and small words, abbreviations written out, words sorted."""
    kind, core = _core(name)
    return " ".join((*sorted(kind), *core))


def _core(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """What kind of body the name says it is, and its other words, sorted."""
    rules = _rules()
    parts = words(name.replace("&", " and ").replace("'", "").replace("’", ""))
    text = " " + " ".join(parts) + " "
    for place in rules["places"]:
        text = text.replace(f" {place} ", " ")
    parts = [part for word in text.split() for part in _short().get(word, word).split()]
    while parts and parts[-1] in rules["legal"]:
        parts = parts[:-1]
    kept = [part for part in parts if part not in rules["small"]]
    kind = frozenset(part for part in kept if part in rules["kinds"])
    return kind, tuple(sorted(part for part in kept if part not in kind))


@cache
def _rules() -> Mapping[str, tuple[str, ...]]:
    found = table("departments")["words"]
    assert isinstance(found, dict)
    places = tuple(sorted(listed_words(found, "places"), key=lambda text: (-len(text), text)))
    return {name: listed_words(found, name) for name in ("kinds", "small", "legal")} | {"places": places}


@cache
def _short() -> Mapping[str, str]:
    found = table("departments")["short"]
    assert isinstance(found, dict)
    return found


def _thresholds() -> Mapping[str, float]:
    found = table("departments")["thresholds"]
    assert isinstance(found, dict)
    return found


def _perhaps(named: Sequence[str], listed: Sequence[str]) -> tuple[Pair, ...]:
    keys = [reduced(name) for name in listed]
    found = []
    for name in named:
        near = process.extractOne(reduced(name), keys, scorer=fuzz.token_sort_ratio, score_cutoff=_thresholds()["perhaps"])
        if near is not None:
            found.append(Pair(masked(name), listed[near[2]], f"alike {near[1]:.0f}"))
    return tuple(found)
