"""The rule on documents: what a city's own documents say, whether the city publishes them, and where was looked in vain.

Documents show something or they don't: what was not found stays undetermined, never not met, for a city may keep it to itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from portalaudit.model.capture import REFUSALS, Evidence
from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.policy import JUDGED
from portalaudit.model.publication import POLICY, own_places_failure, registered_address, standing_policy
from portalaudit.model.rubric import Rule, Strength, Why
from portalaudit.model.telling import Clause, Sentence, Text, Word, clause
from portalaudit.rubrics import document_wording as documents
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.readings import Rank, Reading, unknown
from portalaudit.rubrics.rules import number, words
from portalaudit.rubrics.wording import own

SURE = 0.8
"""Confidence from which a kind, and a provision, is taken as read and not as indicated (own choice: by the scale of
documents.policy.kinds a lead of four points over the next kind)."""
_CITED, _QUOTED = 3, 2
"""Documents named in a sentence, and passages shown of each (own choice)."""


class Tier(IntEnum):
    """How a document comes to count."""

    COPY = 1
    """A copy on somebody else's site: it was adopted."""
    SUBMITTED = 2
    PUBLISHED = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks of documents."""

    kinds: tuple[str, ...]
    """Any kind where there are none."""
    aspects: tuple[str, ...]
    provisions: tuple[str, ...]
    instruments: tuple[str, ...]
    least: int

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """What documents have to show, one by one; where nothing is named, their being there."""
        named = [*(("aspect", code) for code in self.aspects), *(("provision", code) for code in self.provisions)]
        return (*named, *([("instrument", "")] if self.instruments else []), *([] if named or self.instruments else [("", "")]))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one mark rests on: the documents that bear it, best first."""

    mark: tuple[str, str]
    bearers: tuple[JudgedDocument, ...]

    @property
    def tier(self) -> Tier:
        return tier_of(self.bearers[0])


def document(rule: Rule, inputs: Inputs) -> Reading:
    """Documents of these kinds, which are the city's own and stand, and what they show."""
    asked, governance = _asked(rule), inputs.governance
    there = tuple(_standing(asked, governance))
    shown = [_Shown(mark, bearers) for mark in asked.marks if (bearers := _bearing(there, mark, asked))]
    if rule.args.get("together"):
        shown = _together(shown, asked, int(number(rule, "near") or 0))
    if not shown:
        return _nothing(rule, asked, governance, there)
    if rule.args.get("any"):
        shown = shown[:1] if len(shown) == 1 else [max(shown, key=lambda one: one.tier)]
    missing = 0 if rule.args.get("any") else len(asked.marks) - len(shown)
    return _found(rule, asked, governance, shown, missing)


def _asked(rule: Rule) -> Asked:
    listed = {name: tuple(words(rule, name).split()) for name in ("kinds", "aspects", "provisions", "instruments")}
    return Asked(**listed, least=int(number(rule, "least") or 1))


def tier_of(one: JudgedDocument) -> Tier:
    """How a document of the city comes to count."""
    if one.published:
        return Tier.PUBLISHED
    return Tier.SUBMITTED if one.document.submitted else Tier.COPY


def _standing(asked: Asked, governance: Governance) -> Iterator[JudgedDocument]:
    """The city's own of the kinds that are in force as far as is known, best first; of policies only the one in force."""
    policy = standing_policy(governance)
    own = [
        one
        for one in governance.documents
        if one.document.reading is not None and one.own and one.stands and _of_kind(one, asked)
        if one.document.kind != POLICY
    ]
    if policy is not None and (not asked.kinds or POLICY in asked.kinds):
        own.append(policy)
    yield from sorted(own, key=lambda one: (-tier_of(one), one is not policy, one.document.kind, one.document.url))


def _of_kind(one: JudgedDocument, asked: Asked) -> bool:
    return not asked.kinds or one.document.kind in asked.kinds


def _bearing(there: Sequence[JudgedDocument], mark: tuple[str, str], asked: Asked) -> tuple[JudgedDocument, ...]:
    return tuple(one for one in there if _bears(one, mark, asked))


def _bears(one: JudgedDocument, mark: tuple[str, str], asked: Asked) -> bool:
    what, code = mark
    if what == "aspect":
        return code in one.aspects
    if what == "provision":
        return code in one.provisions
    return what != "instrument" or one.reading.instrument in asked.instruments


def _together(shown: Sequence[_Shown], asked: Asked, near: int) -> list[_Shown]:
    """Only documents that bear every mark, where told with passages no further apart than that."""
    if len(shown) < len(asked.marks):
        return []
    all_of = [one for one in shown[0].bearers if all(one in other.bearers for other in shown)]
    if near:
        all_of = [one for one in all_of if _close(one, asked.aspects, near)]
    return [_Shown(one.mark, tuple(all_of)) for one in shown] if all_of else []


def _close(one: JudgedDocument, aspects: Sequence[str], near: int) -> bool:
    """A passage of each aspect stands within so many characters of one of the first's."""
    spans = {code: [place for told in one.aspects[code] if (place := _span(told))] for code in aspects}
    first = spans[aspects[0]] if aspects else []
    return any(
        all(any(max(start - right, left - end) <= near for start, end in spans[code]) for code in aspects)
        for left, right in first
    )


def _span(evidence: Evidence) -> tuple[int, int] | None:
    met = re.fullmatch(r"char=(\d{1,12}),(\d{1,12})", evidence.pointer or "")
    return (int(met[1]), int(met[2])) if met else None


def _found(rule: Rule, asked: Asked, governance: Governance, shown: Sequence[_Shown], missing: int) -> Reading:
    public = bool(rule.args.get("public"))
    tier = min(one.tier for one in shown)
    few = missing > 0 or len(shown[0].bearers) < asked.least
    low = Rank.PARTLY if few or tier == Tier.COPY or (public and tier == Tier.SUBMITTED) else Rank.MET
    high, hidden = low, None
    if low == Rank.PARTLY and not few:
        hidden = _hidden(governance, asked)
        high = Rank.MET if hidden else low
    cited = [one for each in shown for one in each.bearers[: max(1, asked.least)]]
    once = [one for place, one in enumerate(cited) if one not in cited[:place]]
    because = own(words(rule, "says"))
    if rule.args.get("cites", True):
        because = (Sentence(Text(words(rule, "says")), figures=tuple(documents.described(one) for one in once[:_CITED])),)
        if low == Rank.PARTLY:
            because += documents.unpublished(tier.name.lower(), hidden or _refused(governance, asked))
    if few:
        because += own(words(rule, "lacks"))
    return Reading(
        low, high, because, None, "gap" if hidden else None,
        evidence=_evidence(shown), strength=_strength(asked, shown),
    )  # fmt: skip


def _strength(asked: Asked, shown: Sequence[_Shown]) -> Strength | None:
    """Indicated where a phrase stands for what is meant, where the text doesn't say whose it is, or the kind is not sure."""
    best = [one.bearers[0] for one in shown]
    if asked.aspects or any(tier_of(one) != Tier.PUBLISHED or one.whose != "own" for one in best):
        return "indicated"
    sure = all(one.reading.confidence >= SURE for one in best) and all(
        provision.confidence >= SURE
        for one in best
        for provision in one.document.provisions
        if provision.code in asked.provisions and provision.present
    )
    return None if sure else "indicated"


def _evidence(shown: Sequence[_Shown]) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for one in shown:
        what, code = one.mark
        for bearer in one.bearers[:_CITED]:
            held: Mapping[str, tuple[Evidence, ...]] = {"aspect": bearer.aspects, "provision": bearer.provisions}.get(what, {})
            found += (held.get(code, ()) or bearer.because or _itself(bearer))[: _QUOTED if what in ("", "provision") else 1]
    return tuple(dict.fromkeys(found))


def _itself(one: JudgedDocument) -> tuple[Evidence, ...]:
    capture = one.document.text or one.document.capture
    return (Evidence(capture, ""),) if capture else ()


def _registered(governance: Governance, asked: Asked) -> JudgedDocument | None:
    """The policy at the address that the city's record gives, where it could not be read."""
    if asked.kinds and POLICY not in asked.kinds:
        return None
    return registered_address(governance)


def _refused(governance: Governance, asked: Asked) -> Clause | None:
    one = _registered(governance, asked)
    return clause("address_refused", failure=one.document.failure or "") if one else None


def _hidden(governance: Governance, asked: Asked) -> Clause | None:
    """What kept us from seeing whether the city publishes it; None where its own pages were seen."""
    registered = _registered(governance, asked)
    if registered is not None and registered.document.failure not in REFUSALS:
        return clause("address_unread", failure=registered.document.failure or "")
    if own_places_failure(governance) is None:
        return None
    return clause("own_pages_unread" if governance.looked else "own_pages_unasked")


def _nothing(rule: Rule, asked: Asked, governance: Governance, there: Sequence[JudgedDocument]) -> Reading:
    """Nothing shows it: what was found instead, and where was looked."""
    if there:
        if asked.provisions and (tongue := _unjudged(there)):
            told = Sentence(clause("not_judged", language=Word("language", tongue)))
            return _with(unknown((told,), "gap"), tuple(place for one in there[:_QUOTED] for place in _itself(one)))
        lacks = words(rule, "lacks", words(rule, "denies"))
        looked = documents.where(governance) if rule.args.get("cites", True) else ()
        found = unknown(own(lacks) + looked, "not_found")
        return _with(found, tuple(place for one in there[:_QUOTED] for place in _itself(one)))
    if not rule.args.get("cites", True):
        return unknown((), _why(asked, governance))
    near = [one for one in governance.documents if one.document.reading is not None and _near(one, asked)]
    instead = sorted(near, key=lambda one: (not one.own, one.document.kind, one.document.url))[:1]
    denied = Sentence(Text(words(rule, "denies")), rest=tuple(map(documents.instead, instead)))
    because = (denied, *documents.where(governance))
    unread = [one for one in governance.documents if one.document.reading is None and one.document.capture]
    evidence = tuple(place for one in instead for place in (one.because or _itself(one))[:_QUOTED])
    evidence += tuple(place for one in unread[:_CITED] for place in _itself(one))
    return _with(unknown(because, _why(asked, governance)), evidence)


def _unjudged(there: Sequence[JudgedDocument]) -> str | None:
    """The language of the policies, where provisions are recognised in none of them: they were learnt on English texts."""
    tongues = [one.reading.language for one in there]
    return tongues[0] if all(tongue not in JUDGED for tongue in tongues) else None


def _with(reading: Reading, evidence: tuple[Evidence, ...]) -> Reading:
    return Reading(reading.low, reading.high, reading.because, None, reading.why, evidence=tuple(dict.fromkeys(evidence)))


def _near(one: JudgedDocument, asked: Asked) -> bool:
    """What would count if it stood and were the city's."""
    return bool(asked.kinds) and _of_kind(one, asked) and all(_bears(one, mark, asked) for mark in asked.marks)


def _why(asked: Asked, governance: Governance) -> Why:
    """A gap where nobody looked or nothing could be read; unregistered where no record told the city's site."""
    tried = [one for one in governance.looked if one.reason not in ("none", "unregistered")]
    if not tried or all(one.reason is not None for one in tried):
        return "gap"
    if _registered(governance, asked) is not None:
        return "gap"
    told = next((one.reason for one in governance.looked if one.place == "city-site"), None)
    return "unregistered" if not governance.registered or told == "unregistered" else "not_found"
