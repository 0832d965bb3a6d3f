"""Policies that do not call themselves by the usual words, and pages that only point at some."""

from datetime import date

import pytest

from portalaudit.documents.policy import read_document
from portalaudit.documents.policy.written import moments
from portalaudit.documents.text.read import read_text
from portalaudit.documents.textual import Text
from portalaudit.model.policy import DocumentKind
from tests.documents.policy.made_up import as_text
from tests.portals.sites import linked, page

CODE = """# Chapter 4.17 Public Data
4.17.010 Purpose.
The council finds that what the town of Elmstead collects belongs to its residents.
4.17.020 Publication.
Each department shall make its data sets available on the town's web portal without charge, in an open format.
4.17.030 Officer.
The manager shall name a data officer, who shall adopt technical standards and keep out information exempt from disclosure.
(Ord. 812 § 1, 2017)"""
ORDER = """MAYOR'S EXECUTIVE ORDER 9
OPEN AND ACCESSIBLE COUNTY DATA
By virtue of the authority vested in me I hereby order:
1. Datasets shall be published in machine-readable form with metadata within one year.
2. Each department shall name a coordinator; nothing in this Order requires release of confidential information."""
QUESTIONS = """# Our open data policy in questions
The Elmstead City Council adopted this policy on 4 May 2022 (Resolution 22-31).
Which data do we promise?
We will publish every dataset that no law protects.
What does it cost?
The data are free, in open formats that machines can read.
Who answers for it?
The Chief Information Officer. Each department shall name a contact; the council shall review the policy every two years."""
DECREE = """DECRETO Nº 77, DE 2 DE MAIO DE 2021
Institui a Política de Dados Abertos do Município de Ribeira Nova.
O PREFEITO, no uso das atribuições que lhe confere a lei, DECRETA:
Art. 1º São dados abertos os acessíveis ao público em meio digital e processáveis por máquina.
Art. 2º Os órgãos deverão publicar o inventário de bases de dados em 90 dias.
Art. 3º Este Decreto entra em vigor na data de sua publicação."""
STRATEGY = """CITY OF ELMSTEAD
DATA STRATEGY
Adopted by the City Council on June 7, 2021
1. Vision. Elmstead decides with data.
2. Goals. Share data and protect it.
3. Roles. The Chief Data Officer leads this strategy. Departments shall name data stewards; a Data Governance Council meets."""
PRIVACY = """CITY OF ELMSTEAD
PRIVACY POLICY FOR CITY DATA
Administrative Policy 12-4. Effective May 2, 2021.
This policy governs how departments collect and share personal information. Departments shall de-identify data before release.
A privacy impact assessment shall be made by the Chief Privacy Officer. Confidential data shall be redacted."""
SITE = """CITY OF ELMSTEAD
PRIVACY POLICY FOR OUR WEB SITE
When you visit this site we collect your IP address and use cookies. You may disable cookies in your browser."""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CODE, "open-data-policy"),
        (ORDER, "open-data-policy"),
        (QUESTIONS, "open-data-policy"),
        (DECREE, "open-data-policy"),
        (STRATEGY, "data-strategy"),
        (PRIVACY, "privacy-policy"),
        (SITE, "other"),
    ],
    ids=["code", "order", "questions", "decree", "strategy", "privacy", "site"],
)
def test_a_document_is_known_by_what_it_says_not_by_one_word(text: str, kind: DocumentKind) -> None:
    assert read_document(as_text(text)).kind == kind


@pytest.mark.parametrize("title", ["Data Office", "Data strategy and governance", "Data governance charter"])
def test_a_page_of_links_is_none_of_what_it_points_at(title: str) -> None:
    names = ["Data governance charter", "Data strategy", "Open data handbook", "Job opening: Chief Data Officer"]
    links = linked({f"/{place}": page(name) for place, name in enumerate(names)})
    said = "<p>The Data Governance Committee meets quarterly. Our vision, goals and roadmap.</p>"
    text = read_text(b"".join(page(title, said, links=links).body))
    assert isinstance(text, Text)
    assert read_document(text).kind in ("other", "user-guidance")


def test_an_act_under_which_a_charter_was_made_is_not_its_own_number() -> None:
    charter = (
        "# Data Governance Committee Charter\nCity of Elmstead\nThe Committee directs data governance.\n"
        "Authority. The Committee is established under Administrative Regulation 3.9.\n"
        "Data stewards are members; it meets monthly."
    )
    reading = read_document(as_text(charter))
    assert (reading.kind, reading.number) == ("data-governance-charter", None)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("07/01/2019 and 02/15/2022", [date(2019, 7, 1), date(2022, 2, 15)]),
        ("07/01/2019 and 15/02/2022", [date(2019, 1, 7), date(2022, 2, 15)]),
        ("07/01/2019, 02/15/2022 and 16/02/2022", [None, date(2022, 2, 15), date(2022, 2, 16)]),
        ("05/05/2020 and 07/01/2019", [date(2020, 5, 5), None]),
        ("dado a los quince (15) dias del mes de agosto de 2018", [date(2018, 8, 15)]),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_other_dates(text: str, days: list[date | None]) -> None:
    assert [moment.day for moment in moments(text)] == days
