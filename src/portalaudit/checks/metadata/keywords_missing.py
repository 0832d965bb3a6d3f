"""An asset has no keywords.

What it tests:
    The list of keywords (tags) has at least one that is not blank.

Why it matters:
    Keywords carry the words that a title leaves out; search and browsing by subject live on them.

How to mend it:
    Add the words that residents would type, and the names of programmes and laws that the data belong to.

Source:
    DCAT-US 1.1 requires `keyword`; MQA of data.europa.eu, findability, "keyword set".
"""

from portalaudit.checks.fields import missing
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", field="keywords")
def keywords_missing(parts: Parts) -> Verdict:
    return missing(parts, "keywords", words=False)
