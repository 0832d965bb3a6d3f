"""Sentences of `because`, a small function each: the figures that decided, and what was not seen (words: data/because)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from portalaudit.model.speaking import english_of
from portalaudit.model.telling import Clause, Part, Said, Sentence, Share, Text, clause
from portalaudit.rubrics.inputs import Inputs, Pooled


def said(*leads: Part) -> Said:
    """Plain sentences."""
    return tuple(Sentence(lead) for lead in leads)


def own(text: str) -> Said:
    """A rubric's own sentence; nothing where it is empty."""
    return said(Text(text)) if text else ()


def of_datasets(passed: int, tested: int, says: Part, met: float, *, concerned: bool = False) -> Clause:
    """`47 of 240 datasets state a licence (20 %)`; `concerned` where the question applies to some only."""
    code = "of_concerned" if concerned else "of_datasets"
    return clause(code, passed=passed, tested=tested, says=says, share=Share(passed / tested, met))


def also_unseen(unobserved: int, inputs: Inputs) -> tuple[Clause, ...]:
    """What is missing from a figure; empty where nothing is."""
    parts = []
    if unobserved:
        parts.append(clause("datasets_unobserved", n=unobserved))
    if inputs.unseen:
        parts.append(clause("assets_unread", n=inputs.unseen))
    if inputs.cut:
        parts.append(clause("catalogue_cut"))
    return (clause("unseen", parts=tuple(parts)),) if parts else ()


def nothing_tested(pooled: Pooled | None, inputs: Inputs, says: Part) -> Said:
    """Why a share has no denominator."""
    if inputs.own_datasets == 0:
        return (Sentence(clause("no_datasets"), rest=also_unseen(0, inputs)),)
    if pooled is None:
        return said(clause("untested", says=says))
    if pooled.not_observed:
        return said(clause("unobserved", says=says, n=pooled.not_observed))
    return said(clause("none_concerned", says=says, n=inputs.own_datasets))


def at_portals(passed: int, tested: int, says: Part, denies: Part) -> Clause:
    """The sentence of a portal check, with a count where there is more than one portal."""
    if tested == 1:
        return clause("at_one", says=says if passed else denies)
    if passed in (0, tested):
        return clause("at_all" if passed else "at_none", n=tested, says=says)
    return clause("at_some", passed=passed, n=tested, says=says)


def joined(parts: Iterable[Said]) -> Said:
    """Sentences after one another, each part once, also where another holds it; what several ask for alike is said at the last,
    and where was looked behind all. Sentences are alike where they read alike."""
    given = [part for part in parts if part]
    looked = {english_of(one): one for part in given for one in part if one.last}
    found = [tuple(one for one in part if not one.last) for part in given]
    once = {_read(part): part for part in reversed(found) if part}
    told = [once[key] for key in dict.fromkeys(map(_read, found)) if key]
    told = [part for part in told if not any(_holds(other, part) for other in told if other is not part)]
    for number, part in enumerate(told[:-1]):
        asked = next((one.asks for one in told[number + 1] if one.asks), None)
        if asked is not None and part[-1].asks == asked:
            told[number] = (*part[:-1], replace(part[-1], asks=None))
    return (*(one for part in told for one in part), *looked.values())


def _read(part: Said) -> tuple[str, ...]:
    return tuple(map(english_of, part))


def _holds(whole: Said, part: Said) -> bool:
    """The part's sentences stand in the whole, one after another."""
    long, short = _read(whole), _read(part)
    return any(long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1))


def marked(sentences: Sequence[Sentence], short: bool) -> Said:
    """The sentences as telling what falls short, or not."""
    return tuple(replace(one, short=short and not one.last) for one in sentences)
