"""The closed list of reasons for annotations."""

from portalaudit.data.annotation_reasons import annotation_reasons
from portalaudit.model.assessment import WITHDRAWN


def test_the_list_holds_what_data_officers_answer_and_a_way_to_take_it_back() -> None:
    reasons = annotation_reasons()
    wanted = {"wrong-dataset", "not-ours", "fixed-since", "by-design", "in-progress", "measured-wrongly", "note", WITHDRAWN}

    assert set(reasons) == wanted
    assert all(one.text.endswith(".") for one in reasons.values())
    assert {code for code, one in reasons.items() if not one.waivable} == {"note", WITHDRAWN}
    assert {code for code, one in reasons.items() if one.passing} == {"fixed-since", "in-progress"}
