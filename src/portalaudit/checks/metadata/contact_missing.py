"""There is no way to reach anybody about the data.

What it tests:
    An e-mail address or the address of a contact page is given. A name alone, often a platform's user name, is no way to
    reach anybody and fails with the reason `name_only`. Whether the address works is for `contact_unusable`.

Why it matters:
    Errors in open data are found by the people who use them; without a contact they cannot be reported.

How to mend it:
    Give a mailbox of the department that outlives the person who fills it, or a contact form.

Source:
    DCAT-US 1.1 requires `contactPoint` with `hasEmail`; a web address in its place is accepted by our own choice.
"""

import numpy as np

from portalaudit.checks.arrays import answers, chosen, within
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.data.phrases import nothing
from portalaudit.model.check import Parts, Verdict, dataset_check
from portalaudit.model.frames import State

_REASONS = ("absent", "null", "empty", "says_nothing", "name_only")


@dataset_check("metadata", field="contact_email")
def contact_missing(parts: Parts) -> Verdict:
    email, url, name = (states(parts, field) for field in ("contact_email", "contact_url", "contact_name"))
    no_email = (email == State.VALUE) & within(parts.column("contact_email"), nothing())
    passed = ((email == State.VALUE) & ~no_email) | (url == State.VALUE)
    unseen = (email == UNSEEN) & (url == UNSEEN)
    state = np.where(email == UNSEEN, url, email).astype(np.int32)
    codes = np.where(passed | unseen, -1, np.where(no_email, 3, np.where(name == State.VALUE, 4, state)))
    return Verdict(answers(passed, unseen), reason=chosen(codes, _REASONS))
