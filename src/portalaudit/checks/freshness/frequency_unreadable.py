"""The declared update frequency cannot be read.

What it tests:
    The declaration is ISO 8601 with a period (`R/P1M`; the bare `R/P` is none), a term of Dublin Core or of the EU's
    authority table, or words that the table of frequencies knows in English, Spanish, Portuguese, French, Catalan,
    Italian, German or Dutch. Free text is read by its first clause. What is unknown is never guessed. Where nothing is
    declared the check does not apply.

Why it matters:
    A frequency that machines cannot read cannot be watched, neither by the city nor by those who rely on the data.

How to mend it:
    Replace it by one of the usual words or by ISO 8601, and put explanations in the description.

Source:
    Project Open Data, ISO 8601 guidance; EU authority table "frequency"; Dublin Core collection description; own
    synonyms (data/frequencies.toml).
"""

import numpy as np

from portalaudit.checks.arrays import answers, quoted
from portalaudit.checks.fields import UNSEEN, states
from portalaudit.checks.freshness.clocks import NONE, UNREADABLE, declared
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("freshness", field="frequency")
def frequency_unreadable(parts: Parts) -> Verdict:
    unseen = states(parts, "frequency") == UNSEEN
    codes = declared(parts).codes
    failed = codes == UNREADABLE
    params = {"stated": quoted(parts.column("frequency"), np.flatnonzero(failed))}
    return Verdict(answers(~failed, unseen), answers(unseen | (codes != NONE)), "unreadable", params=params)
