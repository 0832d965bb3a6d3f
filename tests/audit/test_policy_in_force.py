"""Which of a city's documents is its policy in force, and which are other versions of it."""

from dataclasses import replace
from datetime import date

import pytest

from portalaudit.audit.governance import judged_governance
from portalaudit.model.policy import Document, Provision, Quote, Reading, Standing
from portalaudit.model.portal import City
from tests.builders import a_snapshot

CITY = City("arlen-tx", "Arlen")


def a_document(
    name: str,
    adopted: date | None = None,
    *,
    provisions: int = 5,
    standing: Standing = "in-force",
    supports: bool = False,
    place: str | None = "City of Arlen",
    elsewhere: bool = False,
) -> Document:
    """A policy at /name that holds so many provisions."""
    reading = Reading(
        "open-data-policy", 0.9, standing=standing, place=place, adopted=adopted, year=adopted.year if adopted else None,
        supports=Quote(0, 9, "adopting …") if supports else None,
    )  # fmt: skip
    return Document(
        "open-data-policy", name, f"https://arlen.example/{name}", f"c-{name}", f"t-{name}", reading,
        tuple(Provision(number, f"p{number}", True, 0.9) for number in range(provisions)),
        source="registry-copy" if elsewhere else "home", same_site=not elsewhere,
    )  # fmt: skip


OLD, NEW = a_document("old", date(2012, 5, 1)), a_document("new", date(2017, 3, 1))
ORDER = a_document("order", date(2017, 4, 1), provisions=2, supports=True)


@pytest.mark.parametrize(
    ("documents", "policy", "older"),
    [
        ([OLD, NEW], "new", ["old"]),
        ([OLD, a_document("oldest", date(2009, 1, 1)), NEW], "new", ["old", "oldest"]),
        ([NEW, a_document("died", date(2019, 1, 1), standing="not-adopted"), a_document("draft", standing="draft")], "new", []),
        ([NEW, a_document("gone", date(2011, 1, 1), standing="superseded")], "new", ["gone"]),
        ([a_document("draft", standing="draft")], None, []),
        ([NEW, a_document("theirs", date(2020, 1, 1), place="City of Boston")], "new", []),
        ([NEW, ORDER], "new", ["order"]),
        ([replace(NEW, url="https://arlen.example/z"), ORDER], "z", ["order"]),
        ([OLD, ORDER], "order", ["old"]),
        ([ORDER], "order", []),
        ([a_document("a-copy", date(2017, 3, 1), elsewhere=True), NEW], "new", ["a-copy"]),
        ([a_document("a-copy", date(2017, 3, 1), elsewhere=True), a_document("undated")], "undated", ["a-copy"]),
        ([a_document("a-copy", date(2017, 3, 1), elsewhere=True), OLD], "a-copy", ["old"]),
    ],
)
def test_the_policy_in_force_and_its_other_versions(documents: list[Document], policy: str | None, older: list[str]) -> None:
    """The latest that came into force; the text that a later act only adopts; what the city publishes before a copy of it."""
    for given in (documents, documents[::-1]):
        found = judged_governance([replace(a_snapshot(), documents=tuple(given))], CITY)

        assert (found.policy and found.policy.document.url.rpartition("/")[2]) == policy
        assert [one.document.url.rpartition("/")[2] for one in found.older] == older
