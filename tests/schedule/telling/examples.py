"""Channels on loopback, and nights that confirm something."""

import base64
from datetime import time, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from sqlalchemy.engine import Engine

from portalaudit.model.channels import Channels, MailServer, Recipients, Webhook
from tests.receivers import Hooks, Mailbox
from tests.store.examples import NIGHT
from tests.store.nights import night, wwc

MORNING = NIGHT + timedelta(days=2, hours=5)
"""07:00 UTC after the third night."""
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


def moved(engine: Engine, key: str = "example-ex", *, nights: int = 3) -> None:
    """Nights of which the second moved a criterion and the third confirmed it."""
    for number, said in list(enumerate(("met", "not_met", "not_met", "not_met")))[:nights]:
        night(engine, number, wwc(said), key=key)


def by_mail(box: Mailbox, **changes: Any) -> Channels:
    """A channel `mail:office` without waiting for others, and no digest unless told."""
    given: dict[str, Any] = {"digest": "never", **changes}
    office = Recipients("office", ("Director <director@example.org>",), **given)
    return Channels(
        MailServer("127.0.0.1", "Audits <audits@example.org>", box.port, "none"), (office,), gather=0, digest_at=time(7, 0)
    )


def by_hook(hooks: Hooks, **changes: Any) -> Channels:
    """A channel `webhook:tracker`."""
    given: dict[str, Any] = {"private": True, **changes}
    return Channels(webhooks=(Webhook("tracker", hooks.url, SECRET, **given),))


def mails(box: Mailbox) -> list[EmailMessage]:
    """The messages that a mailbox was handed."""
    parse = BytesParser(EmailMessage, policy=policy.default).parsebytes
    return [parse(envelope.content) for envelope in box.envelopes]  # type: ignore[arg-type]


def body(message: EmailMessage, kind: str = "plain") -> str:
    """One of the alternatives."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
