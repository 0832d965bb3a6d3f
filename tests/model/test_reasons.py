"""Reason codes become sentences."""

import pytest

from portalaudit.model.reasons import parameters, render


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
