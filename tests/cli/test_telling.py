"""`alerts`, `digest` and `feed`: what moved, printed; and channels tried without a secret being shown."""

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from email import message_from_string
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from portalaudit import clock, migrations
from portalaudit.schedule.telling import tell
from portalaudit.store import engine as store
from tests.cli.commands import Said, say
from tests.cli.conftest import Desk
from tests.receivers import PASSWORD, certificate, hook_server, mail_server
from tests.schedule.telling.examples import by_hook
from tests.store.nights import night, wwc

START = (clock.now() - timedelta(days=3)).replace(hour=2, minute=0, second=0, microsecond=0)
LAST = START + timedelta(days=2)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def nights(desk: Desk) -> Desk:
    """The desk after three nights, of which the third confirmed what the second saw."""
    migrations.upgrade(desk.db)
    opened = store.open(desk.db)
    fill(opened)
    opened.dispose()
    return desk


def fill(engine: Engine) -> None:
    for number, said in enumerate(("met", "not_met", "not_met")):
        night(engine, number, wwc(said), failed=10 + 20 * (number == 2), start=START)


def test_the_list_as_text(nights: Desk) -> None:
    said = nights.say("alerts", "list")
    assert said.code == 0
    lines = [line.split() for line in said.out.splitlines()]
    day = f"{LAST:%Y-%m-%d}"
    assert [line[:2] for line in lines] == [["when", "state"], [day, "seen"], [day, "confirmed"]]
    assert "DM4 Improving Data Quality: Met → Not met" in said.out and "No licence: 30 of 100 datasets, 10 before" in said.out


def test_the_list_as_json(nights: Desk) -> None:
    found = json.loads(nights.say("alerts", "list", "--output", "json", "--city", "example-ex").out)
    assert found["schema"] == "portalaudit/alerts/1"
    assert [(one["kind"], one["state"]) for one in found["alerts"]] == [("failures", "seen"), ("criterion", "confirmed")]
    assert found["alerts"][1]["confirmed"] == {"by": "a2-example-ex", "at": f"{LAST:%Y-%m-%dT02:00:00Z}"}
    assert json.loads(nights.say("alerts", "list", "--output", "json", "--city", "nobody").out)["alerts"] == []


def test_the_digest_in_each_form(nights: Desk) -> None:
    since = ("--since", f"{START:%Y-%m-%d}")
    assert "1 criterion moved. 1 of 1 audited." in nights.say("digest", *since).out
    assert nights.say("digest", *since, "--output", "html").out.startswith("<!doctype html>")
    found = json.loads(nights.say("digest", *since, "--output", "json").out)
    assert (found["night"], len(found["confirmed"]), len(found["seen"])) == ({"done": 1}, 1, 1)
    mail = message_from_string(nights.say("digest", *since, "--output", "eml").out)
    assert mail["Subject"].startswith("1 criterion moved") and mail.is_multipart()
    assert "1 criterio cambió" in nights.say("--lang", "es", "digest", *since).out


@pytest.mark.parametrize("since", ["yesterday", "2999-01-01"])
def test_a_moment_that_is_none(desk: Desk, since: str) -> None:
    said = desk.say("digest", "--since", since)
    assert said.code == 2 and since in said.err


def test_the_feed(nights: Desk, tmp_path: Path) -> None:
    assert nights.say("feed", "-o", tmp_path / "alerts.atom").code == 0
    assert len(ET.parse(tmp_path / "alerts.atom").getroot().findall("{http://www.w3.org/2005/Atom}entry")) == 1
    said = nights.say("feed", "-o", tmp_path / "no" / "alerts.atom")
    assert said.code == 2 and "cannot be written" in said.err


CHANNELS = """
smtp_password = "{password}"
[telling]
zone = "America/Bogota"
[telling.smtp]
host = "127.0.0.1"
port = {port}
user = "robot"
sender = "Audits <audits@example.org>"
ca_file = "{ca}"
[[telling.mail]]
name = "office"
to = ["Director <director@example.org>"]
[[telling.webhooks]]
name = "tracker"
url = "{url}?key=T0KEN"
secret = "{secret}"
private = true
"""


def test_channels_are_tried_and_shown_without_secrets(desk: Desk, tmp_path: Path) -> None:
    pair = certificate(tmp_path)
    config = tmp_path / "settings.toml"
    with mail_server(pair, auth=True) as box, hook_server() as hooks:
        text = CHANNELS.format(password=PASSWORD, port=box.port, ca=pair[0], url=hooks.url, secret=SECRET)
        config.write_text(text, encoding="utf-8")
        good = desk.say("--config", config, "alerts", "test")
        doctor = desk.say("--config", config, "doctor")
        one = desk.say("--config", config, "alerts", "test", "--channel", "webhook:tracker")
        config.write_text(text.replace(PASSWORD, "a-wrong-passw0rd"), encoding="utf-8")
        bad = desk.say("--config", config, "alerts", "test", "--channel", "mail:office")
    assert (good.code, good.out) == (0, "good    mail:office: sent\ngood    webhook:tracker: taken\n")
    assert (one.code, one.out) == (0, "good    webhook:tracker: taken\n")
    assert (bad.code, bad.out) == (1, "broken  mail:office: user or password was refused (535)\n")
    assert len(box.envelopes) == 1 and [json.loads(posted.body)["type"] for posted in hooks.posted] == ["test", "test"]
    assert "mail:office (1 recipient" in doctor.out and "webhook:tracker" in doctor.out
    said = "".join(each.out + each.err for each in (good, doctor, one, bad))
    for secret in (PASSWORD, "a-wrong-passw0rd", SECRET, "T0KEN", "director@example.org", "127.0.0.1"):
        assert secret not in said


BROKEN = {
    "no server": ('[[telling.mail]]\nname = "a"\nto = ["a@b.org"]', "telling.smtp"),
    "no address": ('[telling.smtp]\nhost = "h"\nsender = "nobody"', "no mail address"),
    "no zone": ('[telling]\nzone = "Mars/Olympus"', "no time zone"),
    "no secret": ('[[telling.webhooks]]\nname = "w"\nurl = "https://h.example.org/"', "PORTALAUDIT_WEBHOOK_SECRET"),
    "a short secret": ('[[telling.webhooks]]\nname = "w"\nurl = "https://h.example.org/"\nsecret = "short"', "24 bytes"),
    "no TLS": ('[[telling.webhooks]]\nname = "w"\nurl = "http://h.example.org/T0KEN"\nsecret = "' + SECRET + '"', "https://"),
    "a password in the clear": (
        '[telling.smtp]\nhost = "h"\nsender = "a@b.org"\nsecurity = "none"\nuser = "u"\npassword = "pw"', "without TLS"
    ),
    "twice": (
        '[telling.smtp]\nhost = "h"\nsender = "a@b.org"\n' + '[[telling.mail]]\nname = "a"\nto = ["a@b.org"]\n' * 2, "mail:a"
    ),
    "a word that is none": ("[telling]\ndigset_at = 07:00:00", "telling.digset_at"),
    "a kind that is none": ('[[telling.mail]]\nname = "a"\nto = ["a@b.org"]\nkinds = ["all"]', "telling.mail.0.kinds"),
    "a name that is none": ('[[telling.mail]]\nname = "A B"\nto = ["a@b.org"]', "telling.mail.0.name"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_settings_that_do_not_fit_say_what(desk: Desk, tmp_path: Path, text: str, told: str) -> None:
    config = tmp_path / "settings.toml"
    config.write_text(text, encoding="utf-8")
    said: Said = say("--db", desk.db, "--config", config, "alerts", "test")
    assert said.code == 2 and told in said.err and len(said.err.splitlines()) == 1
    assert SECRET not in said.err and "T0KEN" not in said.err


def test_doctor_tells_what_failed(nights: Desk, tmp_path: Path) -> None:
    with hook_server() as hooks:
        hooks.answers = [(410, {})]
        opened = store.open(nights.db)
        tell(opened, by_hook(hooks), LAST + timedelta(hours=1))
        opened.dispose()
    said = nights.say("doctor").out
    assert "webhook:tracker has 1 failed" in said and "it answered 410: it wants no messages any more" in said


def test_without_channels(desk: Desk) -> None:
    said = desk.say("alerts", "test")
    assert said.code == 2 and "no channel" in said.err


def test_from_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole table as JSON, the secret beside it."""
    with hook_server() as hooks:
        table = {"webhooks": [{"name": "tracker", "url": hooks.url, "private": True}]}
        monkeypatch.setenv("PORTALAUDIT_TELLING", json.dumps(table))
        monkeypatch.setenv("PORTALAUDIT_WEBHOOK_SECRET", SECRET)
        assert desk.say("alerts", "test").code == 0
    assert len(hooks.posted) == 1
