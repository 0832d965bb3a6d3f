"""Whose rows a rereading may pass over: of files whose bodies stayed behind, as the reading itself tells, not the snapshot."""

from portalaudit.audit.verify.rereading import _sampled
from tests.builders import a_dataset, a_frame, a_snapshot


def test_only_files_that_stayed_behind_are_passed_over() -> None:
    """Not what an interface answered, nor a file that is there, whatever the snapshot in the bundle says of them."""
    probes = [
        {"dataset": 0, "way": "file", "capture": "gone", "captures": ["robots", "gone"]},
        {"dataset": 1, "way": "datastore", "capture": "gone", "captures": ["gone"]},
        {"dataset": 2, "way": "file", "capture": "there", "captures": ["there"]},
        {"dataset": 3, "way": "file", "capture": "repeats"},
    ]
    again = a_snapshot(*(a_dataset() for _ in probes), probes=a_frame("probes", probes))

    assert _sampled(again, {"gone", "repeats"}) == {0, 3}
    assert _sampled(again, set()) == frozenset()
