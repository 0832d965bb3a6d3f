"""What rubrics and criteria are called, as the shipped rubrics have it."""

from functools import cache

from portalaudit.export.telling.wording import Titles
from portalaudit.rubrics.load import available, load


@cache
def titles() -> Titles:
    """All of them; a rubric of one's own is named by its id."""
    rubrics = [load(name) for name in available()]
    criteria = {f"{rubric.id}/{one.id}": one.title for rubric in rubrics for one in rubric.criteria}
    return Titles({rubric.id: rubric.title for rubric in rubrics}, criteria)
