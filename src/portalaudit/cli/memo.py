"""One policy document as a reviewer's memo: what it is, what stands in it, what is missing, what to keep in mind."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portalaudit.cli.text import heading, paragraph, report, safe

if TYPE_CHECKING:
    from portalaudit.documents.policy.examine import Examination
    from portalaudit.model.policy import Provision, Quote, Reading

LONGEST = 300
"""Characters of a quote that are shown (own choice); the JSON has all of it, and all quotes."""


def print_memo(found: "Examination", source: str) -> None:
    """Print one examination for people."""
    heading(found.reading.title or found.text.title or source)
    report((), [(safe(label), safe(text)) for label, text in _about(found)])
    if found.reading.because:
        heading("The words that say so")
        paragraph(" · ".join(_quote(one) for one in found.reading.because))
    if "no-text" not in found.notes and "language" not in found.notes:
        _present(found.provisions)
        _missing(found.provisions)
    heading("What to keep in mind")
    from portalaudit.documents.policy.examine import NOTES

    for code in found.notes:
        paragraph(NOTES[code])


def _about(found: "Examination") -> Iterator[tuple[str, str]]:
    reading, text = found.reading, found.text
    yield "kind", f"{_word('document_kind', reading.kind)} ({_sure(reading.confidence)})"
    if reading.kind == "no-text":
        return
    instrument = _word("instrument", reading.instrument)
    yield "instrument", f"{instrument} ({reading.number})" if reading.number else instrument
    yield "adopted", _adopted(reading)
    yield "standing", _word("standing", reading.standing)
    if reading.review_due:
        yield "to be reviewed", reading.review_due.isoformat()
    yield "whose", reading.place or "not told"
    yield "language", _word("language", reading.language) if reading.language else "not told"
    pages = f"{len(text.pages):,} {'page' if len(text.pages) == 1 else 'pages'}, " if text.pages else ""
    yield "length", f"{pages}{len(text.plain):,} characters"


def _word(table: str, code: str) -> str:
    """A code in words, in the middle of a line."""
    from portalaudit.export.report.wording import wording

    text = wording("en").label(table, code)
    return text if table == "language" else text[:1].lower() + text[1:]


def _adopted(reading: "Reading") -> str:
    if reading.adopted:
        return reading.adopted.isoformat()
    return f"in {reading.year}" if reading.year else "not told"


def _sure(confidence: float) -> str:
    return f"{confidence:.0%} sure".replace("%", " %")


def _present(provisions: Sequence["Provision"]) -> None:
    from portalaudit.documents.policy.guideline import guideline, parts

    heading(f"Provisions found: {sum(one.present for one in provisions)} of {len(provisions)}")
    for key, title in parts().items():
        asked = [(one, answer) for one, answer in zip(guideline(), provisions, strict=True) if one.part == key]
        there = [(one, answer) for one, answer in asked if answer.present]
        heading(f"{title}: {len(there)} of {len(asked)}")
        report(
            (),
            [
                (str(one.number), f"{safe(one.title)} ({_sure(answer.confidence)})\n{safe(_quote(answer.quotes[0]))}")
                for one, answer in there
            ],
            right=(0,),
        )  # fmt: skip


def _missing(provisions: Sequence["Provision"]) -> None:
    from portalaudit.documents.policy.guideline import guideline, parts

    gone = [(one, answer) for one, answer in zip(guideline(), provisions, strict=True) if not answer.present]
    if not gone:
        return
    heading(f"Not found: {len(gone)}")
    paragraph("An aim is an example of what a provision may be after; it is no sentence for a policy.")
    for key, title in parts().items():
        rows = [
            (str(one.number), safe(f"{one.title} ({_sure(answer.confidence)}): {one.asks}") + f"\n{safe(f'Aim: {one.aim}')}")
            for one, answer in gone
            if one.part == key
        ]
        if rows:
            heading(title)
            report((), rows, right=(0,))


def _quote(quote: "Quote") -> str:
    text = " ".join(quote.text.split())
    cut = f"{text[: LONGEST - 1].rstrip()}…" if len(text) > LONGEST else text
    return f"“{cut}”{f' (page {quote.page})' if quote.page else ''}"
