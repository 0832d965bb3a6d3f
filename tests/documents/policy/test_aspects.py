"""What a text speaks of beside its kind."""

import pytest

from portalaudit.data.tables import table
from portalaudit.documents.policy import read_document
from portalaudit.documents.textual import Heading, Link, Text
from portalaudit.model.policy import Quote
from tests.documents.policy.made_up import as_text

SAID = {
    "lead": [
        "The Mayor shall appoint a Chief Data Officer.",
        "Se nombrará un responsable de datos abiertos.",
        "O gestor de dados abertos responde aos pedidos.",
    ],
    "body": [
        "A Data Governance Committee is established.",
        "Créase el comité de gobernanza de datos.",
        "Fica criado o comitê gestor de dados.",
    ],
    "responsibilities": [
        "Departments shall be responsible for their data.",
        "These are the roles and responsibilities of staff.",
        "São responsáveis os órgãos.",
    ],
    "purpose": [
        "The purpose of this policy is to share.",
        "La presente norma tiene por objeto abrir datos.",
        "Este decreto tem por finalidade a transparência.",
    ],
    "meetings-quarterly": [
        "The committee shall meet at least quarterly.",
        "The board meets every two months.",
        "El comité sesionará de manera mensual.",
        "O comitê reúne-se trimestralmente.",
    ],
    "contact": [
        "Write to data@city.example.",
        "Call 555-201-3344.",
        "Questions should be directed to the open data team.",
    ],
    "privacy-review": [
        "Every dataset passes a privacy review.",
        "Staff review datasets for sensitive fields.",
        "Haverá avaliação de risco à privacidade.",
    ],
    "deidentification": [
        "Records are de-identified.",
        "Los registros serán anonimizados.",
        "We use differential privacy.",
    ],
    "classification-levels": [
        "Data classification has four tiers.",
        "Data are classified as public, sensitive or protected.",
        "La información se clasifica en pública, reservada y confidencial.",
    ],
    "security": [
        "Data security is everyone's duty.",
        "Unauthorized access shall be reported.",
        "A segurança da informação é dever de todos.",
    ],
    "sharing-process": [
        "A data sharing agreement must be signed.",
        "Se firma un convenio de intercambio de datos.",
    ],
    "sharing": [
        "Approve data sharing agreements",
        "La ciudad fomenta el intercambio de datos.",
        "O compartilhamento de dados é comum.",
    ],
    "request-form": [
        "Residents may submit a request for a dataset.",
        "You can suggest a dataset here.",
        "Use el formulario de solicitud.",
    ],
    "feedback-channel": [
        "Users can report a problem with the data.",
        "There is a mechanism for public feedback.",
        "Canal de atención para reportar errores",
    ],
    "publishing-process": [
        "The process for publishing data has five steps.",
        "Plan de apertura de datos",
        "Cada órgão terá um plano de dados abertos.",
    ],
    "data-standards": [
        "The CIO shall issue a technical standards manual.",
        "Habrá un diccionario de datos.",
        "Há um dicionário de dados.",
    ],
    "quality-process": [
        "Stewards check data quality before each release.",
        "Se realizará control de calidad.",
        "O órgão realiza controle de qualidade.",
    ],
    "quality-audit": [
        "A data quality audit is done yearly.",
        "Se hace una evaluación de la calidad.",
    ],
    "inventory-method": [
        "Departments shall update the data inventory each quarter.",
        "Deberán elaborar un inventario.",
        "Deverá manter um inventário.",
    ],
    "community-input": [
        "The team holds focus groups with residents.",
        "Habrá participación ciudadana.",
        "Haverá participação social.",
    ],
    "disaggregation": [
        "Results are disaggregated by race.",
        "Datos desagregados por género",
        "Dados por bairro",
    ],
    "user-guidance": [
        "See the tutorials and API documentation.",
        "Lea las preguntas frecuentes.",
        "Leia as perguntas frequentes.",
    ],
    "usage-insights": [
        "The team tracks usage of the portal.",
        "Publica estadísticas de uso.",
        "Mede o número de acessos.",
    ],
    "service-standard": [
        "The city's data service standard applies.",
        "Padrão de serviços digitais",
    ],
    "partnership": [
        "The city partners with local universities. It partners with community groups.",
        "Alianza con universidades",
        "Parceria com a academia",
    ],
    "supersedes": [
        "This ordinance repeals Ordinance 12.",
        "Revoga-se o Decreto 4.",
        "Deróganse las normas anteriores.",
    ],
}


@pytest.mark.parametrize(("code", "sentence"), [(code, sentence) for code, said in SAID.items() for sentence in said])
def test_aspects_are_found_and_quoted(code: str, sentence: str) -> None:
    plain = f"The city works.\n\n{sentence}\n\nThe end."
    found = [quote for told, quote in read_document(as_text(plain)).aspects if told == code]
    assert found and (found[0].text.strip(".") in sentence or sentence in found[0].text)


def test_every_code_is_tested() -> None:
    assert {code for code, section in table("policy_aspects").items() if isinstance(section, dict)} == set(SAID)


def test_a_text_about_nothing_has_none() -> None:
    assert read_document(as_text("The pool opens at noon. Bring a towel and your children.")).aspects == ()


def test_a_name_beside_the_role_is_in_the_quote() -> None:
    reading = read_document(as_text("Staff\n\nJ. Example, Chief Data Officer\n\nThe library"))
    assert ("lead", "J. Example, Chief Data Officer") in [(code, quote.text) for code, quote in reading.aspects]


def told(plain: str, code: str, url: str | None = None) -> list[Quote]:
    """What a text says of a code."""
    return [quote for one, quote in read_document(as_text(f"The city works.\n\n{plain}"), url).aspects if one == code]


@pytest.mark.parametrize(
    ("code", "denial"),
    [
        ("lead", "The city does not have a Chief Data Officer."),
        ("lead", "The city of Springfield has no Chief Data Officer and plans to hire one next year."),
        ("lead", "The position of Chief Data Officer was abolished in 2020."),
        ("lead", "The Chief Data Officer position is vacant."),
        ("lead", "The city plans to appoint a Chief Data Officer."),
        ("lead", "The city will hire a Chief Data Officer."),
        ("lead", "The city has not yet appointed a Chief Data Officer."),
        ("lead", "The former Chief Data Officer left."),
        ("lead", "Job opening: Chief Data Officer"),
        ("lead", "La ciudad no cuenta con un director de datos."),
        ("lead", "A cidade não tem um gestor de dados abertos."),
        ("lead", "O cargo de gestor de dados abertos foi extinto."),
        ("body", "There is no data governance committee."),
        ("body", "The data governance committee was dissolved."),
        ("body", "Data governance committee charter and responsibilities: coming soon."),
        ("body", "No existe un comité de gobernanza de datos."),
        ("contact", "Press contact: Pat Doe, pat.doe@city.example"),
        ("contact", "Media inquiries: 555-201-3344"),
        ("privacy-review", "Datasets are released without a privacy review."),
        ("deidentification", "Records are not de-identified."),
        ("deidentification", "Los registros no se anonimizan."),
        ("quality-audit", "The city intends to conduct a data quality audit."),
        ("responsibilities", "Data governance committee charter and responsibilities: coming soon."),
        ("responsibilities", "O prefeito, no uso das atribuições que lhe confere a lei, decreta."),
        ("responsibilities", "El alcalde, en uso de sus atribuciones legales, decreta."),
        ("responsibilities", "By virtue of the authority and duties of the office vested in me, I order."),
        ("security", "The Information Security Officer shall be notified."),
        ("classification-levels", "Approve data standards and the data classification scheme."),
        ("quality-process", "Approve the data quality plan."),
        ("sharing-process", "- Approve data sharing agreements"),
    ],
)
def test_what_is_denied_planned_or_only_named_is_no_evidence(code: str, denial: str) -> None:
    assert told(f"{denial}\n\nThe end.", code) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("lead", "The city had none. The Chief Data Officer leads the team."),
        ("privacy-review", "No dataset shall be released without a privacy review."),
        ("sharing-process", "A department shall submit a data sharing request, which the officer reviews."),
        ("sharing-process", "A data use agreement is required before data is shared."),
        ("responsibilities", "The data steward is responsible for the inventory. Duties of the steward are listed."),
        ("security", "Information security policies apply to all data."),
        ("quality-process", "Departments shall verify the accuracy of data quarterly."),
    ],
)
def test_what_is_said_stays_said(code: str, sentence: str) -> None:
    assert told(sentence, code)


def test_of_a_heading_what_stands_below_is_quoted() -> None:
    quotes = told(
        "Responsibilities.\n- Keep the citywide data inventory\n- Settle questions of ownership\n\nThe end.", "responsibilities"
    )
    assert [quote.text for quote in quotes] == ["- Keep the citywide data inventory\n- Settle questions of ownership"]
    assert told("Responsibilities.", "responsibilities") == []
    run_in = told("Responsibilities. The team keeps the inventory. It meets.", "responsibilities")
    assert [quote.text for quote in run_in] == ["Responsibilities. The team keeps the inventory."]
    assert told("# Responsibilities\n\n# Meetings", "responsibilities") == []


def linked(plain: str, *texts: str) -> Text:
    """A page where these words are links."""
    links = tuple(Link("https://x.example/", text, "main", plain.index(text)) for text in texts)
    return Text(plain, "html", None, (Heading(0, plain.index("\n"), 1),), links=links)


def test_words_of_links_say_nothing() -> None:
    texts = ("Data governance committee charter", "Job: Chief Data Officer")
    page = linked("Data\n\nWrite to us.\n\n" + "\n".join(texts), *texts)
    assert read_document(page).aspects == ()


def test_a_link_within_a_sentence_is_a_part_of_it() -> None:
    page = linked("Data\n\nThe mayor names a Chief Data Officer who leads the whole team.", "Chief Data Officer")
    assert [code for code, _ in read_document(page).aspects] == ["lead"]


def test_a_job_advert_says_nothing() -> None:
    advert = (
        "City of Oakhollow. Salary: $130,000. Closing date: 6/30/2023. Apply now.\n\nThe Chief Data Officer leads the committee."
    )
    assert read_document(as_text(advert)).aspects == ()


def test_a_press_release_names_nobody_in_charge() -> None:
    release = "FOR IMMEDIATE RELEASE\n\nThe order names a Chief Data Officer. Write to pat@city.example."
    assert not {"lead", "contact"} & {code for code, _ in read_document(as_text(release)).aspects}
    assert told("The Chief Data Officer leads.", "lead", "https://city.example/news/2020/officer") == []


def test_the_contact_next_to_the_lead_goes_first() -> None:
    far = "".join(f"Office {n}: office{n}@city.example.\n\n" for n in range(5)) + "x " * 400
    quotes = told(f"{far}\n\nThe Chief Data Officer leads. Write to cdo@city.example.", "contact")
    assert "cdo@city.example" in quotes[0].text
