"""No dataset tells of procurement.

What it tests:
    Among the city's own datasets there is one whose columns tell of a stage of procurement: solicitations (a bid's number and
    its dates), contracts and awards (a supplier, the contract, an amount or term), purchase orders, payments (a supplier, a
    check or invoice, an amount). Columns are read by name and title (data/column_topics.toml); the dataset's title may stand
    for one of them, never for all. Payrolls and building permits, which name contractors and contracts too, are left out. It
    fails only where the columns of every own dataset were seen. The measure is the number of such datasets.

Why it matters:
    A large part of a city's budget is bought; open data on it brings more bidders and lets people see who is paid.

How to mend it:
    Publish solicitations, contracts and payments as tables that share the supplier's and the contract's number.

Source:
    What Works Cities v3, RDC7; the columns that show it are our own choice, near the Open Contracting Data Standard's stages.
"""

import numpy as np

from portalaudit.checks.inventory import judged_topics
from portalaudit.checks.inventory.topics import shows
from portalaudit.model.capture import Scalar
from portalaudit.model.check import Parts, PortalVerdict, portal_check

_REASONS = ("whole_cycle", "some_stages", "no_stage", *judged_topics.REASONS)
_NAME = "procurement_data_missing"
_STAGES = {"solicitation": "solicitations", "contract": "contracts", "order": "purchase orders", "payment": "payments"}
"""Patterns of the topic, and what a reader calls them. The cycle is whole with one of the last two."""


@portal_check("inventory", needs=("datasets", "columns", "own"))
def procurement_data_missing(parts: Parts) -> PortalVerdict:
    found = {name: mask for name, mask in shows(parts, "procurement").items() if mask.any()}
    if not found:
        return judged_topics.not_found(_NAME, parts, "no_stage", {})
    spent = bool({"order", "payment"} & set(found))
    whole = {"solicitation", "contract"} <= set(found) and spent
    number = int(np.logical_or.reduce(list(found.values())).sum())
    params: dict[str, Scalar] = {
        "stages": ", ".join(text for name, text in _STAGES.items() if name in found),
        "lacking": ", ".join(
            text for name, text in _STAGES.items() if name not in found and not (spent and name in ("order", "payment"))
        ),
        "datasets": number,
    }
    shown = [("procurement", name, mask) for name, mask in found.items()]
    return judged_topics.found(_NAME, parts, "whole_cycle" if whole else "some_stages", params, shown, number)
