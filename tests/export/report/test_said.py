"""What the report says of criteria: whole, in a hurry, and in whose language."""

import pytest

from portalaudit.checks.run import discover
from portalaudit.export.report.said import advice, because, briefly, own
from portalaudit.export.report.said import plain as text_of
from portalaudit.model.rubric import CriterionResult
from portalaudit.model.telling import Said, Sentence, Text, clause
from tests.export.report.markup import read


def a_result(*said: Sentence, finding: str = "met", told: str = "Told") -> CriterionResult:
    return CriterionResult("C1", "Titles", finding, "verified", told, said=said)  # type: ignore[arg-type]


def text(markup: str) -> str:
    return read(markup).text


def plain(*texts: str, **more: object) -> Said:
    return tuple(Sentence(Text(one), **more) for one in texts)  # type: ignore[arg-type]


ASKED = Sentence(Text("have a title"), (Text("figure"),), (Text("rest"),), Text("asks"))
LOOKED = Sentence(Text("Looked there"), last=True)


def test_in_a_hurry_there_are_no_figures_no_thresholds_and_no_places() -> None:
    one = a_result(Sentence(clause("parts", met=1, of=2, undecided=1)), ASKED, LOOKED)

    assert text(briefly(one, "en")) == "have a title; rest"
    assert text(because(one, "en")) == "1 of 2 parts met, 1 undetermined. have a title: figure; rest; asks. Looked there"
    assert text(because(one, "en", paper=True)) == "1 of 2 parts met, 1 undetermined. have a title: figure; rest; asks"
    assert text(because(a_result(LOOKED), "en", paper=True)) == "Looked there"


def test_of_what_stands_in_part_it_tells_what_falls_short() -> None:
    parts = (*plain("This is well"), *plain("This is not", short=True))

    assert text(briefly(a_result(*parts, finding="partly"), "en")) == "This is not"
    assert text(briefly(a_result(*parts), "en")) == "This is well. This is not"
    assert text(briefly(a_result(*plain("A", "B"), finding="partly"), "en")) == "A. B"


def test_a_long_text_is_opened_at_the_end_of_a_sentence() -> None:
    long = ["a" * 90, "b" * 90, "c" * 90]

    assert text(briefly(a_result(*plain(*long)), "en")) == f"{'a' * 90}. {'b' * 90} …"
    assert text(briefly(a_result(told=". ".join(long)), "en")) == f"{'a' * 90}. {'b' * 90} …"
    assert len(text(briefly(a_result(told="d" * 4_000), "en"))) == 400


@pytest.mark.parametrize(("lang", "inside"), [("en", ""), ("es", ' lang="en"')])
def test_what_has_no_words_in_a_language_is_marked_as_english(lang: str, inside: str) -> None:
    spans = read(because(a_result(*plain("Nobody translated this"), told="x"), lang)).all("span")

    assert [span.attributes for span in spans] == ([{"lang": "en"}] if inside else [])
    assert str(own("<b>", lang)) == ("<bdi>&lt;b&gt;</bdi>" if lang == "en" else '<bdi><span lang="en">&lt;b&gt;</span></bdi>')
    assert str(text_of("a & b", lang)) == ("a &amp; b" if lang == "en" else '<span lang="en">a &amp; b</span>')
    assert str(advice("`a` & b", lang)) == (
        "<code>a</code> &amp; b" if lang == "en" else '<span lang="en"><code>a</code> &amp; b</span>'
    )


def test_what_has_words_is_not() -> None:
    assert str(own("Titles", "es")) == "<bdi>Títulos</bdi>"
    assert str(text_of("How to cite", "pt")) == "Como citar"
    mend = next(check.manual.sections["How to mend it"] for check in discover() if check.id == "modified_missing")
    assert str(advice(mend, "es")).endswith("añada el campo <code>modified</code>.")
    mixed = because(a_result(*plain("have a title", "Nobody translated this")), "pt")

    assert str(mixed) == '<bdi>têm título. <span lang="en">Nobody translated this</span></bdi>'


def test_a_percent_sign_stays_with_its_number() -> None:
    assert "20\u00a0%" in because(a_result(told="It is 20 % of all"), "en")
