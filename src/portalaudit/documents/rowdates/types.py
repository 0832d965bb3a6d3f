"""What a platform's word for a column's type means."""

import re
from functools import lru_cache
from typing import cast

from portalaudit.data.date_columns import date_columns
from portalaudit.model.probes import ColumnKind

_NUMBERED = re.compile(r"[ _]?\d{1,3}$")
_LONGEST = 100


def kind_of(type: str, name: str) -> ColumnKind:
    """What a column holds by the platform's word for its type: Socrata's, CKAN's (PostgreSQL's) or ArcGIS's.

    Ids of rows (`OBJECTID`, `_id`, `globalid`) and types of anything else are `other`.
    """
    if _NUMBERED.sub("", name[:_LONGEST].strip().lower()) in date_columns().ids:
        return "other"
    return kind_by_type(type)


def kind_by_type(type: str) -> ColumnKind:
    """The same without a name."""
    return cast(ColumnKind, date_columns().kinds.get(_word(type[:_LONGEST]), "other"))


def writes_month_first(type: str) -> bool:
    """The platform is known to write `08/31/2017` for a column of this type."""
    return _word(type[:_LONGEST]) in date_columns().month_first


@lru_cache(maxsize=1_024)
def _word(type: str) -> str:
    """Made comparable: `Calendar date` and `calendar_date` are `calendar date`, `varchar(20)` is `varchar`."""
    return " ".join(re.sub(r"\([^)]*\)|(?<=.)[_-]", " ", type).lower().split())
