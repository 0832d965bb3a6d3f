"""The chore: what was confirmed is told once, whoever calls it how often."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import Engine

from portalaudit.data.alerts import number, waits
from portalaudit.fetch.receivers import TOTAL_SECONDS
from portalaudit.model.alerts import Filter
from portalaudit.model.channels import Channels, Feed
from portalaudit.schedule.telling import SECONDS, tell
from portalaudit.store.deliveries import failed_lines, waiting_counts
from tests.fetch.test_webhook import verified
from tests.receivers import hook_server, mail_server
from tests.schedule.telling.examples import MORNING, body, by_hook, by_mail, mails, moved
from tests.store.nights import night, wwc


def test_nothing_is_told_before_the_second_observation(engine: Engine) -> None:
    moved(engine, nights=2)
    with mail_server() as box:
        assert tell(engine, by_mail(box), MORNING).seen == 1
        assert box.envelopes == []
        night(engine, 2, wwc("not_met"))
        told = tell(engine, by_mail(box), MORNING)
        assert (told.confirmed, told.put, told.sent) == (1, 1, 1)
        assert tell(engine, by_mail(box), MORNING).put == 0
    (message,) = mails(box)
    assert message["Subject"] == "Example, EX: 1 criterion moved"
    assert "DM4 Improving Data Quality: Met → Not met" in body(message)


def test_alerts_of_a_night_go_in_one_mail(engine: Engine) -> None:
    """Those that are confirmed while the first one waits go along; its id is that of the message."""
    moved(engine, "one-aa")
    with mail_server() as box:
        channels = by_mail(box)
        waiting = Channels(channels.server, channels.recipients, gather=600)
        assert tell(engine, waiting, MORNING).put == 1
        moved(engine, "two-bb")
        assert tell(engine, waiting, MORNING + timedelta(minutes=5)).put == 1
        assert box.envelopes == []
        assert tell(engine, waiting, MORNING + timedelta(minutes=10)).sent == 1
        assert tell(engine, waiting, MORNING + timedelta(hours=10)).sent == 0
    (message,) = mails(box)
    assert "One, EX" in body(message) and "Two, EX" in body(message)


def test_a_webhook_gets_each_alert_signed(engine: Engine) -> None:
    moved(engine, "one-aa")
    moved(engine, "two-bb")
    with hook_server() as hooks:
        assert tell(engine, by_hook(hooks), MORNING).sent == 2
    assert all(verified(posted, bytes(range(32))) for posted in hooks.posted)
    said = [json.loads(posted.body) for posted in hooks.posted]
    assert [one["type"] for one in said] == ["alert.criterion"] * 2
    assert {one["data"]["target"] for one in said} == {"one-aa", "two-bb"}
    assert said[0]["data"]["before"]["finding"] == "met" and said[0]["data"]["after"]["finding"] == "not_met"
    assert len({posted.headers["webhook-id"] for posted in hooks.posted}) == 2


def test_it_is_tried_again_with_growing_waits_under_the_same_id(engine: Engine) -> None:
    moved(engine)
    with hook_server() as hooks:
        hooks.answers = [(500, {}), (503, {})]
        channels, when = by_hook(hooks), MORNING
        assert tell(engine, channels, when).waiting == 1
        assert tell(engine, channels, when + timedelta(seconds=waits()[0] - 5)).waiting == 0, "too early"
        assert len(hooks.posted) == 1
        when += timedelta(seconds=waits()[0] + 5)
        assert tell(engine, channels, when).waiting == 1
        when += timedelta(seconds=waits()[1] + 5)
        assert tell(engine, channels, when).sent == 1
        assert tell(engine, channels, when + timedelta(days=1)).sent == 0
    assert len(hooks.posted) == 3
    assert len({posted.headers["webhook-id"] for posted in hooks.posted}) == 1
    assert len({posted.body for posted in hooks.posted}) == 1


def test_after_the_last_try_it_has_failed_and_says_so(engine: Engine) -> None:
    moved(engine)
    with hook_server() as hooks:
        hooks.answers = [(500, {})] * 99
        channels, when = by_hook(hooks), MORNING
        for wait in (0, *waits()):
            when += timedelta(seconds=wait + 5)
            told = tell(engine, channels, when)
        assert told.failed == 1
        assert told.lines == ("webhook:tracker: it answered 500; given up",)
        tell(engine, channels, when + timedelta(days=30))
    assert len(hooks.posted) == len(waits()) + 1
    assert [line for _, _, line in failed_lines(engine, 5)] == ["it answered 500"]


def test_a_clock_that_was_set_forward_and_back_holds_no_message(engine: Engine) -> None:
    moved(engine)
    with hook_server() as hooks:
        hooks.answers = [(500, {})]
        moved(engine, "two-bb")
        tell(engine, by_hook(hooks), MORNING)
        with hook_server() as other:
            other.answers = [(500, {})]
            tell(engine, by_hook(other), MORNING + timedelta(days=365))
        assert tell(engine, by_hook(hooks), MORNING + timedelta(minutes=30)).sent == 2


def test_what_is_refused_for_good_is_not_tried_again(engine: Engine) -> None:
    moved(engine)
    with hook_server() as hooks:
        hooks.answers = [(410, {})]
        assert tell(engine, by_hook(hooks), MORNING).failed == 1
        tell(engine, by_hook(hooks), MORNING + timedelta(days=1))
    assert len(hooks.posted) == 1


def test_a_channel_that_fails_holds_up_no_other_and_is_asked_once_a_call(engine: Engine) -> None:
    for key in ("one-aa", "two-bb", "three-cc"):
        moved(engine, key)
    with hook_server() as broken, hook_server() as good, mail_server() as box:
        broken.answers = [(500, {})] * 9
        bad, fine = by_hook(broken).webhooks[0], by_hook(good).webhooks[0]
        post = by_mail(box)
        channels = replace(post, webhooks=(replace(bad, name="aaa"), fine))
        told = tell(engine, channels, MORNING)
    assert (len(broken.posted), len(good.posted), len(box.envelopes)) == (1, 3, 1)
    assert told.lines == ("webhook:aaa: it answered 500",)


def test_filters(engine: Engine) -> None:
    moved(engine, "one-aa")
    moved(engine, "two-bb")
    with hook_server() as hooks:
        chosen = Filter(cities=("two-bb",))
        assert tell(engine, by_hook(hooks, filter=chosen), MORNING).sent == 1
        assert tell(engine, by_hook(hooks, filter=Filter(kinds=("failures",))), MORNING).sent == 0
    assert json.loads(hooks.posted[0].body)["data"]["target"] == "two-bb"


def test_small_rises_are_kept_from_who_does_not_want_them(engine: Engine) -> None:
    for day, failed in enumerate((10, 30, 30)):
        night(engine, day, failed=failed)
    with hook_server() as hooks:
        assert tell(engine, by_hook(hooks, filter=Filter(min_failures=21)), MORNING).sent == 0
        assert tell(engine, by_hook(hooks, filter=Filter(min_failures=20)), MORNING).sent == 1
    assert json.loads(hooks.posted[0].body)["data"]["after"]["failed"] == 30


def test_what_is_long_past_becomes_no_message(engine: Engine) -> None:
    moved(engine)
    with hook_server() as hooks:
        later = MORNING + timedelta(days=number("tell", "days"))
        told = tell(engine, by_hook(hooks), later, every=True)
        assert (told.confirmed, told.put) == (1, 0)


def test_messages_of_a_channel_that_is_no_more_fail(engine: Engine) -> None:
    moved(engine)
    with hook_server() as hooks:
        hooks.answers = [(500, {})]
        tell(engine, by_hook(hooks), MORNING)
    tell(engine, Channels(), MORNING + timedelta(days=2))
    assert waiting_counts(engine) == {"webhook:tracker": {"waiting": 1}}
    tell(engine, Channels(), MORNING + timedelta(days=4))
    assert waiting_counts(engine) == {"webhook:tracker": {"failed": 1}}


def test_the_feed_is_renewed_where_it_differs(engine: Engine, tmp_path: Path) -> None:
    channels = Channels(feed=Feed(tmp_path / "alerts.atom"))
    tell(engine, channels, MORNING)
    empty = (tmp_path / "alerts.atom").read_bytes()
    written = (tmp_path / "alerts.atom").stat().st_mtime_ns
    tell(engine, channels, MORNING)
    assert (tmp_path / "alerts.atom").stat().st_mtime_ns == written
    moved(engine)
    tell(engine, channels, MORNING)
    assert (tmp_path / "alerts.atom").read_bytes() != empty
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_feed_that_cannot_be_written_is_a_line(engine: Engine, tmp_path: Path) -> None:
    told = tell(engine, Channels(feed=Feed(tmp_path / "no" / "alerts.atom")), MORNING)
    assert told.lines == ("feed: its file cannot be written: No such file or directory",)


def test_a_message_lasts_no_longer_than_its_lease() -> None:
    assert number("tell", "lease") > TOTAL_SECONDS + SECONDS
