"""The contact that is given cannot be used.

What it tests:
    At least one of the e-mail and web addresses given could reach somebody: an e-mail address has a name, an @ and a
    domain; its mailbox is none that nobody reads (noreply@…) and its domain none that nobody owns (example.com); a web
    address has a scheme and a host. A user name after `mailto:`, as Socrata and ArcGIS Hub write it, fails. No mail is sent
    and no page opened. Where no contact is given the check does not apply.

Why it matters:
    A contact that looks filled and leads nowhere is worse than none: people write and wait.

How to mend it:
    Replace it by a mailbox that somebody reads. On Socrata it is "Contact email" of the asset, on ArcGIS the item owner's
    or the site's contact.

Source:
    DCAT-US 1.1: `hasEmail` is a mailto address; RFC 5321 and RFC 2606; the list of unread mailboxes is our own
    (data/phrases.toml).
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Codes, answers, chosen, mapped, mask_of, quoted
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.data import phrases
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State

_REASONS = ("no_address", "malformed", "no_reply", "placeholder", "not_a_page")
_USABLE, _NONE = -1, -2
_ADDRESS = re.compile(r"([^\s@<>()\[\],;:\"\\]{1,64})@((?:[\w-]{1,63}\.)+[^\W\d_]{2,63})", re.IGNORECASE)
_PAGE = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@.]{2,}(?::\d+)?(?:[/?#]\S*)?$", re.IGNORECASE)
_PLAIN = r"^(?i:mailto:)?[a-zA-Z0-9][a-zA-Z0-9._+'&-]*@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,24}$"


@dataset_check("metadata", field="contact_email")
def contact_unusable(parts: Parts) -> Verdict:
    email, url = states(parts, "contact_email"), states(parts, "contact_url")
    unseen = (email == UNSEEN) & (url == UNSEEN)
    applies = unseen | (email == State.VALUE) | (url == State.VALUE)
    mail = _judged(parts.column("contact_email"))
    page = mapped(parts.column("contact_url"), lambda text: _read(text, page=True), _NONE)
    passed = (mail == _USABLE) | (page == _USABLE)
    codes = np.where(passed | ~applies | unseen, -1, np.maximum(mail, page))
    rows = np.flatnonzero(codes >= 0)
    stated = quoted(pc.if_else(pa.array(mail >= 0), parts.column("contact_email"), parts.column("contact_url")), rows)
    return Verdict(answers(passed, unseen), answers(applies), chosen(codes, _REASONS), params={"stated": stated})


def _judged(emails: pa.ChunkedArray) -> Codes:
    """The number of the reason in every row. Ordinary addresses are told by their form, only the rest is read one by one."""
    doubtful = "|".join(sorted({*phrases.unread(), *phrases.nowhere_words()})).replace(".", r"\.")
    plain = mask_of(pc.match_substring_regex(emails, _PLAIN)) & ~mask_of(
        pc.match_substring_regex(emails, doubtful, ignore_case=True)
    )
    codes = np.full(len(emails), _USABLE, np.int32)
    rows = np.flatnonzero(~plain)
    codes[rows] = mapped(emails.take(pa.array(rows)), lambda text: _read(text, page=False), _NONE)
    return codes


def _read(text: str, page: bool) -> int:
    """What one contact is worth: usable, or the number of a reason."""
    text = text.strip()[:2_000]
    if _PAGE.match(text):
        return _USABLE
    if page:
        return 4
    text = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE).partition("?")[0].strip()
    found = _ADDRESS.findall(text)
    if not found:
        return 1 if "@" in text else 0
    worst = 0
    for mailbox, host in found:
        box = re.sub(r"[+\d].*$", "", mailbox.casefold())
        if box in phrases.unread():
            worst = max(worst, 2)
        elif phrases.nowhere(host.casefold()):
            worst = max(worst, 3)
        else:
            return _USABLE
    return worst
