"""Nobody is named as publisher.

What it tests:
    The publisher's name, or the organisation's where the source has only that, names somebody. A missing key, null, an
    empty text, a word such as "n/a", and a name that is nothing but the portal's own address (which Socrata and ArcGIS Hub
    write by themselves) fail.

Why it matters:
    The publisher answers for the data. Without one, a reader cannot tell the city's figures from those of others in the
    same catalogue, and no department can be asked.

How to mend it:
    Name the department or office that is responsible for the data; on Socrata that is the field "Data provided by", on
    CKAN the organisation.

Source:
    DCAT-US 1.1 requires `publisher.name`; the address in its place as a failure is our own choice.
"""

from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.checks.arrays import Mask, answers, chosen, mask_of, quoted, within
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.data.phrases import nothing
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State

_REASONS = ("absent", "null", "empty", "says_nothing", "address_only")


@dataset_check("metadata", field="publisher")
def publisher_missing(parts: Parts) -> Verdict:
    publisher, organization = states(parts, "publisher"), states(parts, "organization")
    column = parts.column("publisher")
    word = (publisher == State.VALUE) & within(column, nothing())
    address = (publisher == State.VALUE) & _is_address(parts, column)
    named_beneath = (organization == State.VALUE) & ~within(parts.column("organization"), nothing())
    passed = ((publisher == State.VALUE) & ~word & ~address) | named_beneath
    unseen = (publisher == UNSEEN) & (organization == UNSEEN)
    state = np.where(publisher == UNSEEN, organization, publisher).astype(np.int32)
    codes = np.where(passed | unseen, -1, np.where(address, 4, np.where(word, 3, state)))
    stated = quoted(pc.coalesce(column, parts.column("organization")), np.flatnonzero(codes >= 3))
    return Verdict(answers(passed, unseen), reason=chosen(codes, _REASONS), params={"stated": stated})


def _is_address(parts: Parts, names: pa.ChunkedArray) -> Mask:
    """Where the name is the host that the asset or the portal is found at."""
    bare = pc.replace_substring_regex(pc.utf8_lower(pc.utf8_trim_whitespace(names)), r"^(?:https?://)?(?:www\.)?|/+$", "")
    domains = pc.replace_substring_regex(pc.utf8_lower(parts.column("domain").cast(pa.string())), r"^www\.", "")
    host = (urlsplit(parts.portal.url).hostname or "").removeprefix("www.")
    same = mask_of(pc.equal(bare, domains)) | mask_of(pc.equal(bare, host))
    return same & mask_of(pc.match_substring(bare, "."))
