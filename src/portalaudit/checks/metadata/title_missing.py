"""An asset has no title.

What it tests:
    The title holds text. A missing key, null, an empty string, markup without text, and a word such as "n/a" or "null" fail.

Why it matters:
    The title is what people search for and what every list shows; an asset without one cannot be found or cited.

How to mend it:
    Give the asset a title that says what the data are about, in the words of those who look for them.

Source:
    DCAT-US 1.1 requires `title` of every dataset; the list of empty words is our own (data/phrases.toml).
"""

from portalaudit.checks.fields import missing
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", field="title")
def title_missing(parts: Parts) -> Verdict:
    return missing(parts, "title")
