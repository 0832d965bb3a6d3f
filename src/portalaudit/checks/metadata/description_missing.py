"""An asset has no description.

What it tests:
    The description holds text. A missing key, null, an empty string, markup without text (`<br />`), and a word such as
    "n/a" or "null" fail. An unrendered template is a value here; `placeholder_text` reports it.

Why it matters:
    Without a description nobody can tell whether the data answer their question, nor what the columns stand for.

How to mend it:
    Say in two or three sentences what a row is, where the data come from, what period and area they cover.

Source:
    DCAT-US 1.1 requires `description` of every dataset; the list of empty words is our own (data/phrases.toml).
"""

from portalaudit.checks.fields import missing
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", field="description")
def description_missing(parts: Parts) -> Verdict:
    return missing(parts, "description")
