"""Reason codes become sentences."""

import pytest

from portalaudit.data.tables import table
from portalaudit.data.writing import LANGUAGES
from portalaudit.model.reasons import language, parameters, render


@pytest.mark.parametrize(
    ("check", "reason", "params", "text"),
    [
        ("license_missing", "absent", {}, "No licence is stated."),
        ("license_unrecognised", "unknown", {"stated": "See Terms of Use"}, "“See Terms of Use” is not a licence that we know."),
        ("columns_undescribed", "undescribed", {"undescribed": 3, "total": 12}, "3 of 12 columns have no description."),
        ("columns_undescribed", "undescribed", {"undescribed": 1, "total": 1}, "1 of 1 column has no description."),
        ("dataset_overdue", "overdue_by_data", {"age_days": 71, "stamp": "2026-08-22", "declared_days": 31.0, "late_days": 32},
         "The data last changed on 2026-08-22, 71 days before this audit. An update is due every 31 days; "
         "that is 32 days past what it allows."),
        ("dataset_overdue", "overdue_by_data", {"age_days": 3, "stamp": "2026-10-30", "declared_days": 1.0, "late_days": 1},
         "The data last changed on 2026-10-30, 3 days before this audit. An update is due every day; "
         "that is a day past what it allows."),
        ("dataset_overdue", "overdue_by_data", {"age_days": 3, "stamp": "2026-10-30", "declared_days": 0.0416667},
         "The data last changed on 2026-10-30, 3 days before this audit. An update is due more than once a day; "
         "that is ? days past what it allows."),
        ("feed_truncated", "truncated", {"source": "data.json", "listed": 1}, "data.json breaks off after one entry."),
        ("description_short", "short", {"characters": "#", "least": 50}, "The description has # characters, fewer than 50."),
        ("license_missing", "not_specified", {"stated": "{0.__class__} {x}"}, "The licence says only “{0.__class__} {x}”."),
        ("license_missing", "not_specified", {"stated": "a\n b"}, "The licence says only “a b”."),
        ("license_missing", "not_specified", {"stated": "x" * 200}, f"The licence says only “{'x' * 99}…”."),
        ("license_missing", "not_specified", {}, "The licence says only “?”."),
        ("license_missing", "not_specified", {"stated": None}, "The licence says only “?”."),
        ("third_party", "odd", {"x": 1}, "odd"),
        ("license_missing", "odd", {}, "odd"),
    ],
)  # fmt: skip
def test_a_reason_is_rendered(check: str, reason: str, params: dict[str, object], text: str) -> None:
    assert render(check, reason, params) == text  # type: ignore[arg-type]


def test_a_language_without_texts_falls_back_to_english() -> None:
    assert render("license_missing", "absent", {}, lang="xx") == "No licence is stated."


def test_the_parameters_of_a_text_are_told() -> None:
    assert parameters("columns_undescribed", "undescribed") == frozenset({"undescribed", "total"})
    assert parameters("third_party", "odd") is None


SHIPPED = table("reasons/en")


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_reason_is_told_in_every_language_with_the_same_parameters(lang: str) -> None:
    told = {name: texts for name, texts in table(f"reasons/{lang}").items() if name != "words"}

    assert list(told) == list(SHIPPED)
    for check, texts in SHIPPED.items():
        assert list(told[check]) == list(texts)  # type: ignore[call-overload]
        for reason in texts:  # type: ignore[attr-defined]
            assert parameters(check, reason, lang) == parameters(check, reason), (check, reason)
            assert language(check, reason, lang) == lang


@pytest.mark.parametrize("number", [0, 1, 2, 12_345, 2.5, None])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_can_be_filled_in(lang: str, number: float | None) -> None:
    for check, texts in SHIPPED.items():
        for reason in texts:  # type: ignore[attr-defined]
            params = dict.fromkeys(parameters(check, reason) or (), number)
            text = render(check, reason, params, lang)
            assert text.endswith(".") and not set("{}|#") & set(text), (check, reason, text)


@pytest.mark.parametrize(
    ("check", "reason", "params", "es", "pt"),
    [
        ("dataset_overdue", "overdue_by_data", {"age_days": 71, "stamp": "2026-08-22", "declared_days": 31.0, "late_days": 1},
         "Los datos cambiaron por última vez el 22 de agosto de 2026, 71 días antes de esta auditoría. "
         "Los datos deben actualizarse cada 31 días; el plazo permitido venció hace un día.",
         "Os dados mudaram pela última vez em 22 de agosto de 2026, 71 dias antes desta auditoria. "
         "Os dados devem ser atualizados a cada 31 dias; o prazo permitido venceu há um dia."),
        ("metadata_incomplete", "fields_missing", {"fields": "a description, a contact"},
         "La ficha no indica: una descripción, un contacto.", "O registro não informa: uma descrição, um contato."),
        ("values_missing", "mostly_empty", {"percent": 54.5, "columns": "closed"},
         "El 54.5 % de las celdas está vacío. Columnas casi sin contenido: closed.",
         "54,5% das células estão vazias. Colunas quase sem conteúdo: closed."),
        ("stamp_without_change", "same_file", dict.fromkeys(("since_stamp", "stamp", "since", "asked"), "2026-10-01 02:00"),
         "La fecha de los datos en el portal pasó del 1 de octubre de 2026, 02:00 al 1 de octubre de 2026, 02:00; "
         "el archivo era el mismo, byte por byte, el 1 de octubre de 2026, 02:00 y el 1 de octubre de 2026, 02:00.",
         "A data dos dados no portal passou de 1º de outubro de 2026, 02:00 para 1º de outubro de 2026, 02:00; "
         "o arquivo era o mesmo, byte por byte, em 1º de outubro de 2026, 02:00 e em 1º de outubro de 2026, 02:00."),
        ("rows_in_future", "future", {"column": "due", "latest": "8291-13-41", "columns": 1},
         "“due” contiene una fecha en el futuro, 8291-13-41.", "“due” contém uma data no futuro, 8291-13-41."),
        ("third_party", "odd", {"x": 1}, "odd", "odd"),
    ],
)  # fmt: skip
def test_a_reason_in_other_languages(check: str, reason: str, params: dict[str, object], es: str, pt: str) -> None:
    assert [render(check, reason, params, lang) for lang in ("es", "pt")] == [es, pt]  # type: ignore[arg-type]
