"""No dataset is broken down by place, or none by groups of people.

What it tests:
    Among the city's own datasets there is one with columns that tell the place within the city (district, ward, tract, postal
    code, coordinates), and one with columns that tell groups of people (race or ethnicity, gender, sex or age together with
    another, income, disability, language). Columns are read by name, title and type (data/column_topics.toml); one word that
    may mean something else is not enough. It fails only where the columns of every own dataset were seen. The measure is
    the number of datasets that tell groups of people.

Why it matters:
    An average over the whole city hides who is served and who is not.

How to mend it:
    Publish tables on services and outcomes with columns for district and for group, counts suppressed where they are small.

Source:
    What Works Cities v3, DM8; the columns that show it are our own choice.
"""

import numpy as np

from portalaudit.checks.inventory import judged_topics
from portalaudit.checks.inventory.topics import shows
from portalaudit.model.check import Parts, PortalVerdict, portal_check

_REASONS = ("by_place_and_group", "by_place_only", "by_group_only", "neither", *judged_topics.REASONS)
_NAME = "disaggregation_missing"


@portal_check("inventory", needs=("datasets", "columns", "own"))
def disaggregation_missing(parts: Parts) -> PortalVerdict:
    places, people = shows(parts, "place"), shows(parts, "people")
    by_place = np.logical_or.reduce(list(places.values()))
    by_group = np.logical_or.reduce(list(people.values()))
    params = {"places": int(by_place.sum()), "groups": int(by_group.sum()), "both": int((by_place & by_group).sum())}
    if by_place.any() and by_group.any():
        shown = [("people", name, mask) for name, mask in people.items()] + [
            ("place", name, mask) for name, mask in places.items()
        ]
        return judged_topics.found(_NAME, parts, "by_place_and_group", dict(params), shown, params["groups"])
    reason = "by_place_only" if by_place.any() else "by_group_only" if by_group.any() else "neither"
    return judged_topics.not_found(_NAME, parts, reason, params)
