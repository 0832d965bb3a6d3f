"""Whether bytes say what evidence quotes: values, excerpts as connectors make them, and what is said to be absent."""

import pytest

from portalaudit.audit.verify.holding import at, holds, lacks

ENTRY = {"title": "Trees of the city", "tags": ["a", "b, c"], "when": 1_568_000_000_000, "at": "2019-09-09T03:33:20Z", "n": None}


@pytest.mark.parametrize(
    ("value", "excerpt", "said"),
    [
        ("Trees", "Trees", True),
        ("Trees", "Tree", True),  # cut at its limit
        ("Trees", "Bushes", False),
        ("Trees  of\nthe city", "Trees of the city", True),
        ("", "", True),
        (None, "null", True),
        ("x", "null", False),
        (12, "12", True),
        (12, "13", False),
        (True, "true", True),
        (["a", "b"], "a, b", True),
        (["a", "b"], '["a","b"]', True),
        ("a, b", '["a","b"]', True),
        (["a", "b"], '["a","c"]', False),
        (["x" * 200, "y" * 200], '["' + "x" * 200 + '","' + "y" * 90, True),
        (["x" * 200, "y" * 200], '["' + "x" * 200 + '","' + "z" * 90, False),
        (['say "a"'], '["say \\"a\\"', True),
        (["café"], '["caf\\u', True),  # cut within an escape
        ([], "[]", True),
        ([""], "[]", True),
        ("", "[]", True),
        ({}, "[]", True),
        (["a"], "[]", False),
        ({}, '["{}"]', True),
        ({"b": 1, "a": [2]}, '{"a":[2],"b":1}', True),
        ({"b": 1, "a": [2]}, '{"a":[3]', False),
        (ENTRY, "Trees of the city", True),
        (ENTRY, "2019-09-09", True),
        (ENTRY, "2019-09-09T03:33:20+00:00", True),
        (ENTRY, "2019-09-10", False),
        ({"when": 1_568_000_000}, "2019-09-09", True),
        ({"when": "1568000000000"}, "2019-09-09", True),
        ({"when": "2019-09-09T23:00:00-05:00"}, "2019-09-10", True),
    ],
)
def test_what_a_value_says(value: object, excerpt: str, said: bool) -> None:
    assert holds(value, excerpt) == said


@pytest.mark.parametrize(
    ("value", "key", "absent"),
    [
        ({"a": 1}, "b", True),
        ({"a": 1}, "a", False),
        ({"a": None}, "a", False),
        ([{"key": "frequency"}], "license", True),
        ([{"key": "Update-Frequency"}], "update frequency", False),
        ([{"name": "license"}], "license", False),
        ([], "license", True),
        ("text", "license", True),
        (None, "license", True),
    ],
)
def test_what_a_value_lacks(value: object, key: str, absent: bool) -> None:
    """Of an object a key, of a list of pairs the pair; a text or null has no keys."""
    assert lacks(value, key) == absent


@pytest.mark.parametrize(
    ("pointer", "value"), [("", {"a/b": [{"~": 7}]}), ("/a~1b", [{"~": 7}]), ("/a~1b/0", {"~": 7}), ("/a~1b/0/~0", 7)]
)
def test_where_a_pointer_leads(pointer: str, value: object) -> None:
    assert at({"a/b": [{"~": 7}]}, pointer) == value


@pytest.mark.parametrize("pointer", ["/b", "/a~1b/1", "/a~1b/-1", "/a~1b/00", "/a~1b/+0", "/a~1b/0/~/x", "/a~1b/0/~0/x", "/"])
def test_where_none_leads(pointer: str) -> None:
    with pytest.raises(LookupError):
        at({"a/b": [{"~": 7}]}, pointer)


def test_depth_is_no_trouble() -> None:
    deep: object = "bottom"
    for _ in range(50_000):
        deep = [deep]
    assert holds(deep, "bottom")
    assert not holds(deep, "top")
