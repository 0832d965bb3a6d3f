"""An asset has no category.

What it tests:
    At least one category (theme, group) is given.

Why it matters:
    Categories are how a portal's front page leads to data, and how harvesters sort them.

How to mend it:
    Choose one of the portal's categories; if none fits, the list of categories wants mending.

Source:
    MQA of data.europa.eu, findability, "category set"; DCAT-US 1.1 has `theme` as an optional field.
"""

from portalaudit.checks.fields import missing
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", field="categories")
def category_missing(parts: Parts) -> Verdict:
    return missing(parts, "categories", words=False)
