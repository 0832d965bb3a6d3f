"""The digest: once a day of the operator's, of the time since the last one."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy.engine import Engine

from portalaudit.model.alerts import Filter
from portalaudit.schedule.telling import tell
from portalaudit.schedule.telling.filling import due_at
from tests.receivers import mail_server
from tests.schedule.telling.examples import MORNING, body, by_mail, mails, moved
from tests.store.nights import job, night, wwc


def test_once_a_day(engine: Engine) -> None:
    with mail_server() as box:
        channels = by_mail(box, digest="always")
        assert tell(engine, channels, MORNING - timedelta(minutes=1)).put == 0
        for minutes in (0, 1, 600):
            tell(engine, channels, MORNING + timedelta(minutes=minutes))
        assert len(box.envelopes) == 1
        tell(engine, channels, MORNING + timedelta(days=1))
    first, second = mails(box)
    assert first["Message-ID"] != second["Message-ID"]
    assert [message["Subject"] for message in (first, second)] == [
        "All quiet: night to 3 November 2026",
        "All quiet: night to 4 November 2026",
    ]


def test_only_where_there_is_something_to_tell(engine: Engine) -> None:
    with mail_server() as box:
        channels = by_mail(box, digest="news")
        tell(engine, channels, MORNING)
        assert box.envelopes == []
        moved(engine)
        tell(engine, channels, MORNING + timedelta(hours=1))  # its alert; the day's digest is done
        tell(engine, channels, MORNING + timedelta(days=1))
    assert [message["Subject"] for message in mails(box)] == ["Example, EX: 1 criterion moved"]


def test_a_day_without_a_clock_is_told_with_the_next(engine: Engine) -> None:
    moved(engine, nights=4)
    job(engine, 4, state="missed", key="other-ot")
    with mail_server() as box:
        channels = by_mail(box, digest="always")
        tell(engine, channels, MORNING)
        tell(engine, channels, MORNING + timedelta(days=3))
    told = body(mails(box)[-1])
    assert "1 of 2 audited; 1 missed: nobody was there in time." in told


def test_a_clock_that_was_set_forward_and_back_keeps_no_digest_from_coming(engine: Engine) -> None:
    with mail_server() as box:
        channels = by_mail(box, digest="always")
        for days in (0, 300, 1):
            tell(engine, channels, MORNING + timedelta(days=days))
    assert [message["Subject"].partition("night to ")[2] for message in mails(box)] == [
        "3 November 2026", "30 August 2027", "4 November 2026"
    ]  # fmt: skip


def test_a_night_in_words(engine: Engine) -> None:
    moved(engine)
    for day, said in enumerate(("partly", "partly", "met")):
        night(engine, day, wwc(said), key="two-bb", failed=(5, 5, 9)[day])
    night(engine, 2, seen=False, key="three-cc")
    job(engine, 1, state="parked", key="four-dd")
    with mail_server() as box:
        tell(engine, by_mail(box, digest="always"), MORNING)
    digest = next(message for message in mails(box) if "night" in message["Subject"])
    text, page = body(digest), body(digest, "html")
    assert digest["Subject"] == "1 criterion moved: night to 3 November 2026"
    for said in (
        "1 criterion moved. 2 of 4 audited; 1 could not be observed; 1 parked after",
        "Example, EX  https://example.org",
        "DM4 Improving Data Quality: Met → Not met",
        "What Works Cities 2022; noticed 2 Nov, again 3 Nov",
        "Seen once, to be confirmed (1)",
        "DM4 Improving Data Quality: Partly met → Met",
        "+4: No licence, 9 of 100",
    ):
        assert said in text
        assert said.partition("  ")[0].removesuffix(" (1)") in page


def test_an_audit_that_runs_across_the_digests_time_is_told_with_the_next(engine: Engine) -> None:
    """It is of the night in which its job ended: in the one in which it began nobody could be told of it."""
    moved(engine)
    job(engine, 2, state="done", audit="a2-example-ex")  # an hour after the digest's time
    with mail_server() as box:
        channels = by_mail(box, digest="always", filter=Filter(kinds=()))
        tell(engine, channels, MORNING)
        tell(engine, channels, MORNING + timedelta(days=1))
    assert [message["Subject"].replace(",", ":").partition(":")[0] for message in mails(box)] == [
        "All quiet",
        "1 criterion moved",
    ]


def test_who_wants_no_alerts_has_all_of_them_in_the_digest(engine: Engine) -> None:
    moved(engine)
    with mail_server() as box:
        tell(engine, by_mail(box, digest="always", filter=Filter(kinds=())), MORNING)
    assert [message["Subject"] for message in mails(box)] == ["1 criterion moved: night to 3 November 2026"]


def test_a_city_that_opted_out_ends_no_telling(engine: Engine) -> None:
    """Its night was dropped; the others are told of."""
    moved(engine)
    job(engine, 1, state="dropped", key="shy-city")
    with mail_server() as box:
        tell(engine, by_mail(box, digest="always"), MORNING)
    digest = next(body(message) for message in mails(box) if "night" in message["Subject"])
    assert "1 of 2 audited; 1 not audited any more" in digest


@pytest.mark.parametrize(
    ("zone", "at", "day", "utc"),
    [
        ("America/New_York", time(7, 0), "2026-11-03", "2026-11-03T12:00:00+00:00"),
        ("America/New_York", time(2, 30), "2026-03-08", "2026-03-08T07:30:00+00:00"),  # left out in spring
        ("America/New_York", time(1, 30), "2026-11-01", "2026-11-01T05:30:00+00:00"),  # twice in autumn
        ("Asia/Kathmandu", time(7, 0), "2026-11-03", "2026-11-03T01:15:00+00:00"),
    ],
)  # fmt: skip
def test_the_operators_day(engine: Engine, zone: str, at: time, day: str, utc: str) -> None:
    with mail_server() as box:
        channels = replace(by_mail(box), zone=zone, digest_at=at)
    assert due_at(channels, date.fromisoformat(day)).isoformat() == utc
