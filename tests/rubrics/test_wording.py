"""Sentences of `because`."""

import pytest

from portalaudit.rubrics.wording import count, joined, percent, plain


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((), ""),
        (("A", "", "A", "B"), "A. B"),
        (("A. B. C", "B"), "A. B. C"),
        (("15 of 20 hold", "5 of 20 hold", "5 of 20 holds. C"), "15 of 20 hold. 5 of 20 hold. 5 of 20 holds. C"),
        (("A; met asks for 90 %", "B; met asks for 90 %"), "A. B; met asks for 90 %"),
        (("A; met asks for 80 %", "B; met asks for 90 %"), "A; met asks for 80 %. B; met asks for 90 %"),
        (("A; met asks for 90 %", "B; met asks for 90 %. C"), "A. B; met asks for 90 %. C"),
        (("A; met asks for 90 %", "C"), "A; met asks for 90 %. C"),
    ],
)
def test_what_is_asked_alike_is_said_once(parts: tuple[str, ...], text: str) -> None:
    assert joined(parts) == text


@pytest.mark.parametrize(
    ("share", "short_of", "text"),
    [
        (0.0, 0.9, "0 %"),
        (1.0, 0.9, "100 %"),
        (47 / 240, 0.9, "20 %"),
        (0.001, 0.9, "under 1 %"),
        (0.9999, 1.0, "over 99 %"),
        (0.899, 0.9, "89.9 %"),
        (0.896, 0.9, "89.6 %"),
        (0.9, 0.9, "90 %"),
        (0.9, None, "90 %"),
    ],
)
def test_shares_are_never_rounded_up_to_what_is_asked(share: float, short_of: float | None, text: str) -> None:
    assert percent(share, short_of=short_of) == text


def test_counts_and_measures() -> None:
    assert (count(1), count(1240), count(2, "asset")) == ("1 dataset", "1,240 datasets", "2 assets")
    assert (plain(3.0), plain(2.5), plain(1 / 3), plain(1234567.0)) == ("3", "2.5", "0.33", "1,234,567")


def test_a_document_is_told_once_and_then_by_its_title() -> None:
    about = "“Data Charter” (Policy 7, 9 September 2020), published by the City of Example at https://a.example/x.pdf"
    other = "“Data Charter” (Policy 7, 9 September 2020), published by the City of Example at https://a.example/y"
    said = joined([f"A charter was found: {about}", f"Roles are written down: {about}", f"Meetings too: {other}"])

    assert said == f"A charter was found: {about}. Roles are written down: “Data Charter”. Meetings too: {other}"
