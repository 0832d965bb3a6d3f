"""The charts' data: what is drawn, and what is told beside it instead."""

from portalaudit.export.report import render
from portalaudit.export.report.catalogue import part_of
from portalaudit.export.report.pictures import MONTHS, check_bars, updates
from portalaudit.export.report.wording import wording
from tests.builders import TAKEN_AT, a_dataset
from tests.export.report.sample import an_audit


def _updates(*stamps: str | None, metadata: str | None = None) -> object:
    audit = an_audit({}, extra=[a_dataset(data_modified=stamp, metadata_modified=metadata) for stamp in stamps])
    return updates([part_of(portal) for portal in audit.portals], TAKEN_AT)


def test_updates_are_counted_by_month_and_the_rest_is_told() -> None:
    found = _updates(
        "2026-11-01T00:00:00Z",
        "2026-10-31T23:59:59Z",
        "2026-10-01T00:00:00Z",
        "2019-01-01T00:00:00Z",
        "2199-01-01T00:00:00Z",
        None,
    )
    assert found.clock == "data_modified"  # type: ignore[union-attr]
    assert len(found.months) == MONTHS and found.months[-2:] == (("2026-10", 2), ("2026-11", 1))  # type: ignore[union-attr]
    assert (found.earlier, found.later, found.untold, found.drawn) == (1, 1, 1, 3)  # type: ignore[union-attr]


def test_where_no_data_is_dated_the_entry_s_own_clock_is_used_and_named() -> None:
    assert _updates(None, metadata="2026-10-20T00:00:00Z").clock == "metadata_modified"  # type: ignore[union-attr]


def test_where_all_changed_long_ago_it_is_told_and_not_drawn() -> None:
    audit = an_audit({}, extra=[a_dataset(data_modified="2019-01-01T00:00:00Z")])
    html = render(audit)
    assert "No dataset changed in the three years before the audit" in html and 'id="by-month-data"' not in html


def test_where_nothing_is_dated_nothing_is_drawn() -> None:
    assert _updates(None, None) is None


def test_bars_are_shares_of_what_was_tested_largest_first_and_leave_out_what_nothing_fails() -> None:
    audit = an_audit()
    bars = check_bars([part_of(portal) for portal in audit.portals], wording("en"))
    shares = [bar.share for bar in bars]
    assert shares == sorted(shares, reverse=True) and all(0 < share <= 1 for share in shares)
    assert "No publisher named" not in {bar.label for bar in bars}
    first = next(check for check in audit.portals[0].checks if check.id == "columns_undescribed")
    assert (bars[0].label, bars[0].part, bars[0].whole) == ("Columns without description", first.failed, first.tested)
