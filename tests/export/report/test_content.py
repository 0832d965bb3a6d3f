"""What the report says: first the verdict with its limits, then what to do."""

import re
from dataclasses import replace

import pytest

from portalaudit.errors import UsageError
from portalaudit.export.report import render
from portalaudit.model.audit import Audit, CheckResult
from portalaudit.model.portal import City
from tests.builders import a_dataset
from tests.export.report.graded import portal_health
from tests.export.report.markup import read
from tests.export.report.sample import CITY, an_audit, manuals


def _text(audit: Audit) -> str:
    return read(render(audit, manuals=manuals())).text


def test_the_first_page_names_the_city_the_day_and_what_was_looked_at() -> None:
    page = read(render(an_audit()))
    assert page.all("h1")[0].text == "" and page.all("bdi")[0].text == "Exampleville"
    assert "On 1 November 2026 we looked at one portal and found 352 assets, 300 of them datasets of the city's own." in page.text
    assert "The catalogue says that it lists 357; we saw 352." in page.text


def test_a_portal_audited_alone_is_named_by_its_title_with_its_host_beside_it() -> None:
    page = read(render(an_audit(city=None)))
    assert [one.text for one in page.all("bdi")[:2]] == ["Open Data Exampleville", "data.example.org"]
    assert page.all("title")[0].text == "Open-data audit of Open Data Exampleville (data.example.org), 1 November 2026"


def test_datasets_of_unknown_owner_are_never_called_the_city_s() -> None:
    text = _text(an_audit(city=None))
    assert "found 352 assets, 300 of them datasets whose owner is not known." in text
    assert "Datasets counted 300 0 the city's own, 300 owner unknown" in text
    assert not re.search("the city's datasets|own datasets", text, re.IGNORECASE)


def test_datasets_counted_are_told_apart_by_whether_their_owner_is_known() -> None:
    (portal,) = (audit := an_audit()).portals
    datasets = portal.snapshot.datasets
    known = set(datasets["id"][(datasets["kind"] == "dataset") & (datasets["publisher"] != "Esri")].tolist()[:100])
    pairs = zip(datasets["id"], portal.ownership, strict=True)
    told = [word if key in known or word != "own" else "unknown" for key, word in pairs]
    mixed = replace(audit, portals=(replace(portal, ownership=tuple(told)),))
    text = _text(mixed)
    assert "300 of them datasets that are counted here: 100 the city's own, 200 whose owner is not known." in text
    assert "Datasets counted 300 100 the city's own, 200 owner unknown" in text
    assert "Datasets counted 300 all the city's own" in _text(audit)


@pytest.mark.parametrize("city", [None, replace(CITY, departments=())], ids=["no city", "a city without departments"])
def test_where_no_record_names_the_departments_they_are_called_publishers(city: City | None) -> None:
    text = _text(an_audit(city=city))
    assert "Their publishers 6" in text and "Datasets with something to mend, by publisher" in text
    assert "Publishers and what they have to mend" in text
    assert not re.search("departments? (named|with|and what)|their departments|by department", text, re.IGNORECASE)
    assert "Their departments 6" in _text(an_audit())


def test_a_score_never_stands_without_its_share_decided() -> None:
    text = _text(an_audit())
    assert "67.4 of 100 91 % decided" in text
    assert "portal-health: 67.4 of 100, 91 % decided." in text
    for found in re.finditer(r"67\.4", text):
        assert "decided" in text[found.start() : found.start() + 45]


def test_a_rubric_without_score_is_counted_and_promises_no_level() -> None:
    text = _text(an_audit())
    assert "Evidence for 2 of the 5 criteria: 1 met, 1 partly, 0 not met; 3 undetermined." in text
    assert not re.search(r"\b(gold|silver|platinum)\b", text, re.IGNORECASE)


def test_a_scored_rubric_of_which_nothing_is_decided_shows_no_number() -> None:
    undecided = replace(portal_health(), score=None, decided=0.0)
    text = _text(replace(an_audit(), rubrics=(undecided,)))
    assert "Nothing that carries this score could be decided yet." in text
    assert "of 100" not in text


def test_only_the_leading_scored_rubric_speaks_on_the_first_page() -> None:
    second = replace(portal_health(), id="dcat-us-1.1", title="Second", score=50.0)
    text = _text(replace(an_audit(), rubrics=(second, portal_health())))
    assert "Second: 50 of 100, 91 % decided." in text
    assert "What stands 4" in text


def test_gaps_stand_apart_with_their_reason_in_plain_words() -> None:
    text = _text(an_audit())
    assert "The catalogue's feed the server refused (403)" in text
    assert "The city's website the site's robots.txt asks programs not to read this, or could not be read itself" in text
    assert "A gap is never counted as a failure." in text


def test_without_a_city_record_the_publishers_are_named_with_their_counts() -> None:
    text = _text(an_audit(city=None))
    assert "No city record told us who the publishers are, so ownership could not be settled for 340 assets." in text
    assert "City of Example Owner unknown 300 340" in text
    assert "Esri The vendor's 12 12" in text


def test_an_audit_that_was_cut_short_or_judged_again_says_so_first() -> None:
    text = _text(replace(an_audit(), complete=False, causes=("software", "city-record")))
    assert text.index("This audit was ended before it was done") < text.index("67.4")
    assert "What differs from the stored audit: the software, the city's record." in text


def test_an_undetermined_criterion_says_why_and_what_to_ask_for() -> None:
    text = _text(an_audit())
    assert (
        "Undetermined looked for, not found Only the portal's catalogue was judged What to ask for: The adopted strategy" in text
    )


def test_evidence_names_capture_pointer_and_excerpt_and_leads_to_the_capture() -> None:
    page = read(render(an_audit()))
    assert "“notspecified”" not in page.text  # the marks come from the style of q
    assert "notspecified at /result/results/7 in capture 00000000-0000-4000-8000-000000000002" in page.text
    assert "license_id missing at /result/results/3/license_id" in page.text
    assert {"capture-1", "capture-2"} <= set(page.ids)


def test_checks_show_all_their_counts_and_how_to_mend_it() -> None:
    audit = an_audit()
    check = audit.portals[0].checks[0]
    text = _text(audit)
    row = f"No licence {check.tested} {check.passed} {check.failed}"
    assert row in text and f"{check.not_applicable} {check.not_observed} {check.others_failed} of {check.others_tested}" in text
    assert "How to mend it Open the dataset's settings, fill the field in" in text
    assert f"No licence is stated. ({check.failed})" in text


def test_a_check_that_broke_is_said_to_have_broken() -> None:
    text = _text(an_audit())
    assert "Nothing has changed for long The check broke" in text
    assert "This check broke, so nothing it says counts: ZeroDivisionError: division by zero" in text


def test_a_check_of_a_plugin_is_shown_by_its_id() -> None:
    audit = an_audit()
    strange = CheckResult("museum_objects_undated", "metadata", 10, 5, 5, 0, 0)
    audit = replace(audit, portals=(replace(audit.portals[0], checks=(*audit.portals[0].checks, strange)),))
    assert "Museum objects undated" in _text(audit)


def test_how_it_was_made_names_versions_and_digests() -> None:
    text = _text(an_audit())
    for fact in (
        "portalaudit 0.1.0",
        "portal-health 1.0 " + "6b1f" * 16,
        "sha256:" + "3d9a" * 16,
        "data.example.org 412 31.4 MB 1",
    ):
        assert fact in text


def test_traffic_is_one_line() -> None:
    assert "To see this we asked 412 times and read 31.4 MB in 7 minutes, at most 1 a second of any one server." in _text(
        an_audit()
    )


def test_two_portals_are_pooled_by_department_and_shown_check_by_check_apart() -> None:
    audit = an_audit()
    (one,) = audit.portals
    other = replace(one.snapshot, portal=replace(one.snapshot.portal, title="Maps of Exampleville"))
    text = _text(replace(audit, portals=(one, replace(one, snapshot=other))))
    assert "we looked at 2 portals and found 704 assets, 600 of them datasets" in text
    assert "Parks and Recreation 148 148" in text
    assert "Checks of Open Data Exampleville" in text and "Checks of Maps of Exampleville" in text


def test_a_catalogue_without_datasets_still_makes_a_report() -> None:
    audit = an_audit({}, extra=[a_dataset(kind="map")])
    text = _text(audit)
    assert "No dataset is counted: none is the city's own or of unknown owner." in text


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="'xx'; there are: en"):
        render(an_audit({}), lang="xx")
