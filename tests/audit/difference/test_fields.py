"""Fields that changed of one asset that is on both sides: a table of values."""

import pytest

from portalaudit.connectors.values import ABSENT
from tests.audit.difference.builders import Catalogue, assets, entry
from tests.builders import a_column, a_distribution


@pytest.mark.parametrize(
    ("field", "then", "now", "counts"),
    [
        pytest.param("license", "cc-by", "cc0", (0, 0, 1), id="another value"),
        pytest.param("license", None, "cc0", (1, 0, 0), id="filled in"),
        pytest.param("license", "", "cc0", (1, 0, 0), id="filled in where an empty text stood"),
        pytest.param("license", "cc0", ABSENT, (0, 1, 0), id="emptied"),
        pytest.param("license", "http://x.org/l", "https://x.org/l/", None, id="another spelling of an address"),
        pytest.param("license", "http://x.org/l", "https://x.org/m", (0, 0, 1), id="another address"),
        pytest.param("license", "cc0", " cc0 ", None, id="blanks around"),
        pytest.param("keywords", ["a", "b"], ["b", "a"], None, id="another order"),
        pytest.param("keywords", ["a", "b"], ["a", "c"], (0, 0, 1), id="another word"),
        pytest.param("keywords", ["a"], [], (0, 1, 0), id="no word any more"),
        pytest.param("kind", "dataset", "map", (0, 0, 1), id="another kind"),
        pytest.param("metadata_modified", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", (0, 0, 1), id="another moment"),
        pytest.param("distributions", [a_distribution()], [], (0, 1, 0), id="no file any more"),
        pytest.param("distributions", [a_distribution()], [a_distribution(), a_distribution()], (0, 0, 1), id="another file"),
        pytest.param("columns", [], [a_column()], (1, 0, 0), id="columns told"),
    ],
)
def test_one_field(field: str, then: object, now: object, counts: tuple[int, int, int] | None) -> None:
    """Filled in, emptied, changed; what only reads otherwise is no change. The asset's line names the field."""
    before, after = ({**entry("trees"), field: value} for value in (then, now))
    found = assets(Catalogue.of(before), Catalogue.of(after))

    told = [(one.field, (one.filled, one.emptied, one.changed)) for one in found.fields]
    assert told == ([] if counts is None else [(field, counts)])
    assert found.table["changed"].to_pylist() == [[] if counts is None else [field]]


def test_what_one_audit_could_not_see_is_not_compared() -> None:
    """A field that the source does not carry, and columns that it cannot show, changed for nobody."""
    told, hidden = entry("trees", license="cc0", columns=[a_column()]), entry("trees", unseen=("license",))
    parts = frozenset({"datasets", "distributions"})

    for then, now in (({}, {"parts": parts}), ({"parts": parts}, {})):
        one, other = (told, hidden) if now else (hidden, told)
        assert assets(Catalogue.of(one, **then), Catalogue.of(other, **now)).fields == ()
