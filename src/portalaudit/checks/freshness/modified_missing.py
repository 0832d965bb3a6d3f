"""Nothing says when an asset last changed.

What it tests:
    The catalogue states a date of last change. A missing key, null, an empty text and a word such as "n/a" fail.

Why it matters:
    Without it nobody can tell last week's figures from last decade's, and harvesters fetch everything or nothing.

How to mend it:
    Let the platform write the date at every load; where the catalogue is kept by hand, add the field `modified`.

Source:
    DCAT-US 1.1 requires `modified`; MQA of data.europa.eu, contextuality, "modified set".
"""

from portalaudit.checks.fields import missing
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("freshness", field="modified")
def modified_missing(parts: Parts) -> Verdict:
    return missing(parts, "modified")
