"""Messages as mail: text and HTML as alternatives, a stable Message-ID, nothing of a stranger's in a header unwashed."""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from portalaudit.errors import UsageError
from portalaudit.export.telling.html import html
from portalaudit.export.telling.page import Page
from portalaudit.export.telling.public import line_of
from portalaudit.export.telling.text import text

LONGEST_SUBJECT = 150
"""Characters (own choice)."""


def mail(page: Page, sender: str, recipients: tuple[str, ...], made_at: datetime, message: str) -> bytes:
    """The message as RFC 5322 has it, with CRLF.

    Args:
        sender: an address, with or without a name.
        made_at: the header `Date`: when the message was made, the same in every try.
        message: its id, which `Message-ID` is made of: the same in every try.

    Raises:
        UsageError: an address is none.
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = address_of(sender)
    made["To"] = [address_of(each) for each in recipients]
    made["Subject"] = line_of(page.subject, LONGEST_SUBJECT)
    made["Date"] = format_datetime(made_at)
    made["Message-ID"] = f"<{message}@{address_of(sender).domain}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
    made.set_content(text(page), cte="quoted-printable")
    made.add_alternative(html(page), subtype="html", cte="quoted-printable")
    made["Content-Language"] = page.lang
    made.set_boundary(f"=={hashlib.sha256(message.encode()).hexdigest()[:32]}==")
    return made.as_bytes()


def address_of(given: str) -> Address:
    """A mail address, with its name.

    Raises:
        UsageError: it is none; the text names it.
    """
    name, plain = parseaddr(given)
    user, at, domain = plain.rpartition("@")
    if not (user and at and domain) or not given.isprintable() or not plain.isascii() or " " in plain:
        raise UsageError(f"{given!r} is no mail address: write name@host, or Name <name@host>")
    return Address(name, user, domain)
