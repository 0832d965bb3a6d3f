"""Whose the address of a contact is, and where an entry leads on: the portal's own, or the owner's."""

import re
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Codes, Mask, mapped, mask_of
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.data.tables import table, words
from portalaudit.model.check import Parts
from portalaudit.model.frames import State

_MAILBOX = re.compile(r"([^\s@<>,;:\"]{1,64})@([\w.-]{1,253})")
_HOST = r"^\s*[A-Za-z]+://(?:www\.)?(?P<host>[^/?#:@\s]+)"


def of_portal(parts: Parts) -> Mask:
    """Where the contact's e-mail address is the portal's own mailbox (data/toronto_dqs.toml, section `owner`)."""
    section = table("toronto_dqs")["owner"]
    assert isinstance(section, dict)
    addresses, mailboxes = words(section, "addresses"), words(section, "mailboxes")
    host = "." + _host_of(parts)

    def judged(text: str) -> int:
        found = _MAILBOX.findall(text[:500].casefold())
        return int(any(
            f"{box}@{domain}" in addresses or (box in mailboxes and "." in domain and host.endswith("." + domain))
            for box, domain in found
        ))  # fmt: skip

    codes: Codes = mapped(parts.column("contact_email"), judged, 0)
    result: Mask = codes == 1
    return result


def leads_on(parts: Parts) -> tuple[Mask, Mask]:
    """Where the entry names a page beyond itself (a contact page, or a landing page on another host than the portal's), and
    where neither field was observed."""
    page, contact = states(parts, "landing_page"), states(parts, "contact_url")
    hosts = pc.struct_field(pc.extract_regex(pc.utf8_lower(parts.column("landing_page")), _HOST), "host")
    domains = pc.replace_substring_regex(pc.utf8_lower(parts.column("domain").cast(pa.string())), r"^www\.", "")
    own = mask_of(pc.equal(hosts, domains)) | mask_of(pc.equal(hosts, _host_of(parts)))
    elsewhere = (page == State.VALUE) & mask_of(pc.is_valid(hosts)) & ~own
    return elsewhere | (contact == State.VALUE), (page == UNSEEN) & (contact == UNSEEN)


def _host_of(parts: Parts) -> str:
    try:
        return (urlsplit(parts.portal.url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
