"""Sentences of `because`: plain English with the figures that decided, a small function each."""

import re
from collections.abc import Iterable

from portalaudit.rubrics.inputs import Inputs, Pooled

_ASKS = "; met asks for "
LOOKED = "Looked "
"""How a sentence begins that says where was looked; it stands behind every other."""


def percent(share: float, *, short_of: float | None = None) -> str:
    """A share in whole per cent; never rounded up to 0, 100 or a threshold that it is short of."""
    shown = round(share * 100)
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    if short_of is not None and share < short_of and shown >= round(short_of * 100):
        return f"{int(share * 1000) / 10} %"
    return f"{shown} %"


def count(number: int, noun: str = "dataset") -> str:
    """`1 dataset`, `1,240 datasets`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain(number: float) -> str:
    """A measure: whole where it is, else two decimals at most."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}".rstrip("0").rstrip(".")


def of_datasets(passed: int, tested: int, says: str, met: float, *, concerned: bool = False) -> str:
    """`47 of 240 datasets state a licence (20 %)`; `concerned` where the question applies to some only."""
    noun = "datasets concerned" if concerned else "datasets"
    return f"{passed:,} of {tested:,} {noun} {says} ({percent(passed / tested, short_of=met)})"


def asks(met: str) -> str:
    """What the rubric asks for, after a figure."""
    return f"{_ASKS}{met}"


def also_unseen(unobserved: int, inputs: Inputs) -> str:
    """What is missing from a figure; empty where nothing is."""
    parts = []
    if unobserved:
        parts.append(f"{count(unobserved)} could not be observed")
    if inputs.unseen:
        parts.append(f"{count(inputs.unseen, 'asset')} of the catalogue could not be read")
    if inputs.cut:
        parts.append("the catalogue broke off, nobody knows how far from its end")
    return "; " + " and ".join(parts) if parts else ""


def nothing_tested(pooled: Pooled | None, inputs: Inputs, says: str) -> str:
    """Why a share has no denominator."""
    if inputs.own_datasets == 0:
        return "No datasets of its own were seen, so nothing could be tested" + also_unseen(0, inputs)
    if pooled is None:
        return f"Whether datasets {says} was not tested in this audit"
    if pooled.not_observed:
        return f"Whether datasets {says} could not be observed for any of {count(pooled.not_observed)}"
    return f"Whether datasets {says} can be asked of none of {count(inputs.own_datasets)}"


def at_portals(passed: int, tested: int, says: str, denies: str) -> str:
    """The sentence of a portal check, with a count where there is more than one portal."""
    if tested == 1:
        return _capital(says if passed else denies)
    if passed in (0, tested):
        return f"At {'all' if passed else 'none'} of {tested} portals {says}"
    return f"At {passed} of {tested} portals {says}"


def joined(parts: Iterable[str]) -> str:
    """Sentences after one another, each once, also where another holds it; what several ask for alike is said at the last, and
    where was looked behind all."""
    split = [part.partition(f". {LOOKED}") for part in parts if part]
    told = list(dict.fromkeys(found for found, _, _ in split))
    looked = dict.fromkeys(f"{LOOKED}{place}" for _, _, place in split if place)
    told = [part for part in told if not any(f". {part}." in f". {other}." for other in told if other != part)]
    for number, part in enumerate(told[:-1]):
        figure, _, asked = part.rpartition(_ASKS)
        if figure and told[number + 1].partition(_ASKS)[2].partition(". ")[0] == asked:
            told[number] = figure
    return _once(". ".join((*told, *looked)))


_PUBLISHED = re.compile(r" \([^()]*\), published by [^“”]+? at https?://[^\s;]+?(?=[.;]? |[.;]?$)")
"""How a document is told behind its title (document_wording.described)."""


def _once(text: str) -> str:
    """The sentences with each document told once: where it comes again, its title is enough."""
    told: set[str] = set()

    def shorter(found: re.Match[str]) -> str:
        if found[0] in told:
            return ""
        told.add(found[0])
        return found[0]

    return _PUBLISHED.sub(shorter, text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
