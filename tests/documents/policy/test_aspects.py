"""What a text speaks of beside its kind."""

import pytest

from portalaudit.data.tables import table
from portalaudit.documents.policy import read_document
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
        "Roles and responsibilities",
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
        "Clasificación de la información",
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
    "request-form": [
        "Residents may submit a request for a dataset.",
        "Suggest a dataset",
        "Formulario de solicitud",
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
        "Dicionário de dados",
    ],
    "quality-process": [
        "Stewards ensure data quality.",
        "Se realizará control de calidad.",
        "Controle de qualidade",
    ],
    "quality-audit": [
        "A data quality audit is done yearly.",
        "Evaluación de la calidad",
    ],
    "inventory-method": [
        "Departments shall update the data inventory each quarter.",
        "Deberán elaborar un inventario.",
        "Deverá manter um inventário.",
    ],
    "community-input": [
        "The team holds focus groups with residents.",
        "Habrá participación ciudadana.",
        "Participação social",
    ],
    "disaggregation": [
        "Results are disaggregated by race.",
        "Datos desagregados por género",
        "Dados por bairro",
    ],
    "user-guidance": [
        "See the tutorials and API documentation.",
        "Preguntas frecuentes",
        "Perguntas frequentes",
    ],
    "usage-insights": [
        "The team tracks usage of the portal.",
        "Estadísticas de uso",
        "Número de acessos",
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
