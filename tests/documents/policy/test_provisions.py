"""The 31 provisions: found in sentences written for these tests, with exact quotes, and nothing where nothing is said."""

import itertools
import subprocess
import sys

import pytest

from portalaudit.documents.policy.provisions import find_provisions
from portalaudit.documents.policy.provisions.codes import CODES
from portalaudit.documents.policy.provisions.passages import LONGEST, READ, passages_of
from portalaudit.documents.textual import Heading, Text
from portalaudit.model.policy import Provision
from tests.patience import ends

SAID = {
    "proactive-release": "Municipal data shall be open by default and the Town will proactively publish its data sets.",
    "build-on-precedent": "This policy supplements the Public Records Act and is consistent with the state's open records law.",
    "lists-of-holdings": "Every bureau shall compile a comprehensive inventory of all data sets it holds and post it.",
    "prioritization": "The team shall prioritize high-value data sets, considering how frequently each has been requested.",
    "outside-services": "Contractors that collect data on behalf of the Town are bound by this policy, as contracts say.",
    "sensitive-information": "Before release, records are reviewed and redacted to protect privacy and confidential information.",
    "open-formats": "Data shall be posted in a machine-readable, non-proprietary open format.",
    "open-access": "Anyone may download the data free of charge, without registration and without restrictions.",
    "license-free": "All published data is dedicated to the public domain under an open license, with no restrictions on reuse.",
    "metadata": "Each data set is published with metadata and a data dictionary describing its fields.",
    "open-code": "The Town shall release the source code of its tools under an open source license.",
    "data-portals-and-websites": "The Town maintains a single web portal, the central location for its open data.",
    "bulk-data": "Published data sets are available for bulk download.",
    "public-apis": "The portal offers an application programming interface (API) to every data set.",
    "real-time-updates": "Data sets shall be updated as often as necessary, in real time where possible.",
    "oversight-authority": "The Chief Data Officer shall oversee implementation with an open data advisory group.",
    "binding-regulations": "The Director shall issue regulations, technical standards and guidelines to implement this policy.",
    "public-participation": "The Town shall solicit feedback from the public and provide an online forum for public comments.",
    "timelines": "Within 180 days of the effective date the Director shall publish the data plan, with a timeline for release.",
    "data-quality": "Departments shall ensure the data quality of what they publish: data should be accurate and complete.",
    "partnerships": "The Town will collaborate with universities, non-profit organizations and regional partners.",
    "future-review": "This policy shall be reviewed annually, and an annual report shall assess progress toward its goals.",
}
NOTHING = """The swimming pool opens at nine. Children below six need company.

Lockers take a coin that is given back. Glass bottles stay outside, and so do dogs, except on the last Sunday of the season."""
SPANISH = """ORDENANZA DE DATOS ABIERTOS

Artículo 1. Los datos públicos del municipio serán abiertos por defecto y se publicarán en formatos legibles por máquina.

Artículo 2. La Secretaría elaborará un inventario de datos y protegerá la información personal y confidencial.

Artículo 3. Dentro de los noventa días siguientes, el alcalde designará un responsable de datos."""


def plain(*paragraphs: str) -> Text:
    return Text("\n\n".join(paragraphs), "plain", None)


def policy() -> Text:
    return plain("OPEN DATA POLICY OF THE TOWN OF ELMSBY", *SAID.values(), NOTHING)


def present(found: tuple[Provision, ...]) -> set[str]:
    return {provision.code for provision in found if provision.present}


def test_all_31_are_answered_in_order() -> None:
    for text in (plain(), plain(NOTHING), policy()):
        found = find_provisions(text)
        assert [(one.number, one.code) for one in found] == list(enumerate(CODES, 1))
        assert len(CODES) == 31
        assert all(0.5 <= one.confidence <= 1 and len(one.quotes) <= 3 for one in found)
        assert all(one.present == bool(one.quotes) for one in found)


def test_what_a_policy_says_plainly_is_found_and_quoted() -> None:
    text = policy()
    found = {one.code: one for one in find_provisions(text)}
    assert set(SAID) - present(tuple(found.values())) == set()
    quoted = [code for code, sentence in SAID.items() if any(sentence[:-1] in quote.text for quote in found[code].quotes)]
    assert set(SAID) - set(quoted) == set()


def test_quotes_are_exact_places_of_the_text() -> None:
    text = policy()
    for provision in find_provisions(text):
        for quote in provision.quotes:
            assert text.plain[quote.start : quote.end] == quote.text
            assert quote.text == quote.text.strip() and 20 < len(quote.text) <= LONGEST
        spans = sorted((quote.start, quote.end) for quote in provision.quotes)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))


def test_a_page_is_told_where_the_document_has_pages() -> None:
    first = NOTHING + "\n\n"
    text = Text(first + SAID["bulk-data"], "pdf", None, pages=(0, len(first)))
    (quote,) = next(one for one in find_provisions(text) if one.code == "bulk-data").quotes
    assert quote.page == 2


def test_only_the_pages_own_content_is_read() -> None:
    navigation = SAID["public-apis"] + "\n\n"
    text = Text(navigation + NOTHING, "html", None, main=(len(navigation), len(navigation) + len(NOTHING)))
    assert present(find_provisions(text)) == set()


@pytest.mark.parametrize("text", ["", " \n\n ", "\n" * 5_000, "Yes.", "§ § §", NOTHING], ids=str.__len__)
def test_nothing_is_claimed_where_nothing_is_said(text: str) -> None:
    assert present(find_provisions(plain(text))) == set()


def test_exclusions_and_disclaimers_are_not_provisions() -> None:
    text = plain(
        "The term does not include proprietary applications, computer code, software, operating systems or similar materials.",
        "The City does not warrant the completeness, accuracy or quality of any information, provided as is for information.",
        "This order shall take effect within thirty days.",
    )
    assert present(find_provisions(text)) & {"open-code", "data-quality", "timelines"} == set()


def test_spanish_is_read_without_claims() -> None:
    found = find_provisions(Text(SPANISH, "plain", None, language="es"))
    assert len(present(found)) <= 2


def test_the_answer_is_the_same_each_time() -> None:
    assert find_provisions(policy()) == find_provisions(policy())


@pytest.mark.parametrize(
    "unit",
    [
        "The City shall make data available to the public within ninety days. ", "a", "data ", "(a) ", "\n- x\n", "; and (i) ",
        "A\n", "(1) shall:\n",
    ],
    ids=repr,
)  # fmt: skip
def test_two_million_characters_end_in_bounded_time(unit: str) -> None:
    text = plain((unit * (2_000_000 // len(unit) + 1))[:2_000_000])
    with ends():
        found = find_provisions(text)
    assert all(quote.end <= READ for one in found for quote in one.quotes)


def test_importing_loads_no_model() -> None:
    code = (
        "import portalaudit.documents.policy.provisions, portalaudit.documents.policy.provisions.model as m,"
        " portalaudit.documents.policy.provisions.cues as c;"
        "assert m.shipped.cache_info().currsize == 0 and c._patterns.cache_info().currsize == 0"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_passages_do_not_overlap_and_items_keep_what_introduces_them() -> None:
    plain_text = (
        "Duties\n\nThe Data Officer shall:\n(1) publish an inventory of data sets;\n(2) hear the public.\n\n"
        "In this policy the following is said by Dr. Gray of No. 7 Hill St. and others. A second sentence follows here."
    )
    found = passages_of(Text(plain_text, "plain", None, headings=(Heading(0, 6, 2),)))
    texts = [passage.text for passage in found]
    assert "publish an inventory of data sets;" in texts
    item = next(passage for passage in found if passage.text.startswith("publish"))
    assert item.context == "Duties The Data Officer shall:"
    assert sum("Dr. Gray of No. 7 Hill St. and others." in text for text in texts) == 1
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))
