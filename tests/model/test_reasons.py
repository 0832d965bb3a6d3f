"""Reason codes become sentences."""

import pytest

from portalaudit.model.reasons import parameters, render


@pytest.mark.parametrize(
    ("check", "reason", "params", "text"),
    [
        ("license_missing", "absent", {}, "No licence is stated."),
        ("license_unrecognised", "unknown", {"stated": "See Terms of Use"}, "“See Terms of Use” is not a licence that we know."),
        ("columns_undescribed", "undescribed", {"undescribed": 3, "total": 12}, "3 of 12 columns have no description."),
        ("dataset_overdue", "overdue", {"age_days": 71, "clock": "modified", "stamp": "2026-08-22",
          "declared_days": 31.0, "late_days": 32},
         "The data are 71 days old (modified: 2026-08-22). An update is due every 31 days; "
         "they are 32 days past what that allows."),
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
