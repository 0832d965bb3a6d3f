"""What cells say of publication and access, and dates."""

from datetime import date

import pytest

from portalaudit.documents.inventory.dates import dates_of
from portalaudit.documents.inventory.values import access_of, publication_of


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("True", "published"), ("Yes", "published"), ("PUBLISHED", "published"), ("1", "published"),
        ("12 - publication", "published"),
        ("https://data.x.org/d/abcd-1234", "published"), ("Sí", "published"), ("Disponível", "published"),
        ("Published (2019)", "published"),
        ("False", "not_published"), ("No", "not_published"), ("Not Published", "not_published"), ("In Progress", "not_published"),
        ("3 - scoping", "not_published"), ("No publicado", "not_published"), ("Não publicado", "not_published"),
        ("Retired", "not_published"),
        ("Published internally", "not_published"), ("Publicado en la intranet", "not_published"),
        ("Yes - internal only", "not_published"), ("Published on request", "unread"), ("Disponible a solicitud", "unread"),
        ("Active", "unread"), ("In use", "unread"), ("Complete", "unread"), ("Not applicable", "unread"), ("No aplica", "unread"),
        ("Yes, but not on the portal", "unread"), ("Published on the portal", "published"),
        ("Publicado en el portal", "published"),
        ("Not yet, see notes", "not_published"), ("blue", "unread"), ("7", "unread"),
    ],
)  # fmt: skip
def test_publication(text: str, said: str) -> None:
    """Words of three languages, steps of a workflow, links."""
    assert publication_of(text) == said


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["Level 0", "Level 1", "Level 4"], ["public", "not_public", "not_public"]),
        (["Level 1", "Level 2", "Level 3"], ["public", "not_public", "not_public"]),
        (["Level 2", "Level 3"], ["not_public", "not_public"]),
        (["Tier 1 - Public", "Tier 2 - Internal"], ["public", "not_public"]),
        (["Open", "Public Not Proactively Released", "Restricted Confidential"], ["public", "not_public", "not_public"]),
        (["Público", "Reservado", "Restrito"], ["public", "not_public", "not_public"]),
        (["Non-public", "public"], ["not_public", "public"]),
        (["0", "5", "10"], ["unread", "unread", "unread"]),
        (["1", "2", "3"], ["public", "not_public", "not_public"]),
        (["Yes", "No"], ["unread", "unread"]),
        (["Not confidential", "Non-confidential", "Información no reservada", "Not determined"], ["unread"] * 4),
        (["Not restricted", "Acceso no restringido", "Não restrito", "Sem sigilo"], ["public"] * 4),
        (
            ["Open Government Licence", "Public (no PII, not sensitive)", "Published only", "Public - not confidential"],
            ["public"] * 4,
        ),
        (
            ["Not for release", "Not open", "Public, not to be released", "No es público", "Not for public release"],
            ["not_public"] * 5,
        ),
        (["For government use", "Staff only", "Not confidential, internal", "Public - internal use only"], ["not_public"] * 4),
    ],
)
def test_access(texts: list[str], said: list[str]) -> None:
    """A level means something in its scale only; a score is none; yes and no answer questions only."""
    assert list(access_of(texts).values()) == said


def test_yes_and_no_answer_a_question() -> None:
    """`Is it public?`"""
    assert access_of(["Yes", "No"], flags=True) == {"Yes": "public", "No": "not_public"}


@pytest.mark.parametrize(
    ("texts", "latest", "note"),
    [
        (["2018-03-11", "2018-01-03 00:00:00", "2020-99-99"], date(2018, 3, 11), None),
        (["2017-05-01T00:00:00.000", "2031-01-01", "1970-01-01"], date(2017, 5, 1), None),
        (["31/12/2018", "01/02/2019"], date(2019, 2, 1), None),
        (["12/31/2018", "01/02/2019"], date(2019, 1, 2), None),
        (["01/02/2019", "03/03/2018"], date(2018, 3, 3), "ambiguous-dates"),
        (["31/12/2018", "12/31/2018", "2/2/2017"], date(2017, 2, 2), "ambiguous-dates"),
        (["5 de marzo de 2019", "March 4, 2018", "n/a"], date(2019, 3, 5), None),
        (["00:00.0", "soon"], None, None),
    ],
)
def test_the_newest_date_is_the_newest_plausible_one(texts: list[str], latest: date | None, note: str | None) -> None:
    """Plans and defaults are left out, and nobody guesses between day and month."""
    found = dates_of(texts, date(2019, 9, 4))

    assert (found.newest, found.note) == (latest, note)
    assert (found.text in texts) == (latest is not None)
