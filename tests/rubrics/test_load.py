"""Rubric files: what is shipped holds, what is wrong is named."""

import re
from pathlib import Path

import pytest

from portalaudit.errors import RubricError
from portalaudit.rubrics.load import available, load
from portalaudit.rubrics.rules import ARGS, EVERYWHERE

HEAD = """
id = "mine"
version = "1"
title = "Mine"
scored = true
aggregation = "weighted_mean"
citation = "me"
about = "mine"
"""
CRITERION = """
[[criteria]]
id = "A"
title = "Licences"
text = "Licences are stated."
"""
GOOD = CRITERION + 'rule = { kind = "share", check = "license_missing", says = "state a licence", met = 0.9 }\n'


def written(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_shipped_rubrics_are_found_by_id() -> None:
    assert {"portal-health", "dcat-us-1.1", "wwc-v3"} <= set(available())
    assert [load(name).id for name in available()] == list(available())


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    rubric = load(written(tmp_path, HEAD + "[defaults]\npartly = 0.4\n" + GOOD), {"license_missing"})
    assert rubric.criteria[0].rule.args == {"partly": 0.4, "check": "license_missing", "says": "state a licence", "met": 0.9}
    assert len(rubric.digest) == 64


def test_the_digest_tells_two_files_apart(tmp_path: Path) -> None:
    assert load(written(tmp_path, HEAD + GOOD)).digest != load(written(tmp_path, HEAD + GOOD + "# more\n")).digest


def test_a_check_that_does_not_exist_is_named_with_its_criterion(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"mine\.toml, criterion A: no check is called 'license_missing'"):
        load(written(tmp_path, HEAD + GOOD), {"title_missing"})


def test_a_rule_on_freshness_takes_defaults_and_names_its_check(tmp_path: Path) -> None:
    given = ruled('{ kind = "freshness", clock = "rows_newest data_modified", table = "1=4 7=13" }')
    text = given.replace(CRITERION, "[defaults]\nmet = 0.8\n" + CRITERION)
    (criterion,) = load(written(tmp_path, text), {"dataset_overdue"}).criteria
    assert criterion.rule.args == {"met": 0.8, "clock": "rows_newest data_modified", "table": "1=4 7=13"}
    with pytest.raises(RubricError, match="no check is called 'dataset_overdue'"):
        load(written(tmp_path, text), {"license_missing"})


def test_the_examples_on_freshness_of_the_manual_load(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "add-a-rubric.md").read_text(encoding="utf-8")
    example = next(part for part in page.split("```toml\n")[1:] if 'kind = "freshness"' in part).partition("```")[0]
    assert load(written(tmp_path, HEAD + CRITERION + example)).criteria[0].rule.args["table"] == "1=4 7=13 31=40"


def test_the_example_of_the_manual_loads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "add-a-rubric.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    assert load(written(tmp_path, example)).criteria


def test_the_manual_names_every_kind_of_rule_with_its_arguments() -> None:
    page = (Path(__file__).parents[2] / "docs" / "add-a-rubric.md").read_text(encoding="utf-8")
    for kind, known in ARGS.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{kind}` |")]
        assert set(known) <= set(re.findall(r"`(\w+)`", row)), kind
    assert [name for name in EVERYWHERE if f"\n- `{name}" not in page] == []


def ruled(rule: str) -> str:
    return HEAD + CRITERION + f"rule = {rule}\n"


SUB = '{ kind = "share", check = "c", says = "s", met = 0.9 }'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id = ", "not well-formed TOML"),
        ("\x00", "not well-formed TOML"),
        (HEAD, "no criteria"),
        (HEAD + "criteria = 3\n", "no criteria"),
        (HEAD + "criteria = [3]\n", "number 1 is not a table"),
        (HEAD.replace('"1"', "1") + GOOD, "version is missing or no text"),
        (HEAD.replace("true", "1") + GOOD, "scored is to be true or false"),
        (HEAD.replace("weighted_mean", "median") + GOOD, "aggregation 'median'"),
        (HEAD.replace("weighted_mean", "none") + GOOD, "does not fit scored = true"),
        (HEAD + "levels = 3\n" + GOOD, "'levels' is not known"),
        (HEAD + "[defaults]\nmett = 0.9\n" + GOOD, "defaults: 'mett' is not known"),
        (HEAD + GOOD + GOOD, "criterion A: there are two"),
        (HEAD + GOOD + "weight = 0\n", "criterion A: weight"),
        (HEAD + GOOD + "weight = nan\n", "criterion A: weight"),
        (HEAD + GOOD + 'known = "rumour"\n', "criterion A: known is to be one of"),
        (HEAD + GOOD + 'group = ["core"]\n', "criterion A: group is to be one of"),
        (HEAD + GOOD + 'requires = ["B"]\n', "criterion A: requires B"),
        (HEAD + GOOD + 'requires = ["A"]\n', "criterion A: requires itself"),
        (HEAD + CRITERION, "criterion A: a rule is to be a table"),
        (ruled('{ kind = "magic" }'), "criterion A: a rule is to be a table whose kind"),
        (ruled('{ kind = "share", check = "c", says = "s" }'), "rule share: met is missing"),
        (ruled('{ kind = "share", check = "c", says = "s", met = 90 }'), "rule share: met is to be a share"),
        (ruled('{ kind = "share", check = "c", says = "s", met = nan }'), "rule share: met is to be a share"),
        (ruled('{ kind = "share", check = "c", says = "s", met = true }'), "rule share: met is to be a share"),
        (ruled('{ kind = "share", check = "c", says = "s", met = 0.5, partly = 0.6 }'), "partly asks for more than met"),
        (ruled('{ kind = "share", check = "c", says = "s", met = 0.5, k = 1 }'), "'k' is not known"),
        (ruled('{ kind = "share", check = "", says = "s", met = 0.5 }'), "check is to be the id of a check"),
        (ruled('{ kind = "measure", check = "c", says = "s", op = "<", met = 0.5, than = 1 }'), "op is to be one of"),
        (ruled('{ kind = "measure", check = "c", says = "s", op = "<=", met = 0.5 }'), "than is missing"),
        (ruled('{ kind = "measure", check = "c", says = "s", op = "<=", met = 5, than = 1 }'), "met is to be a share"),
        (
            ruled('{ kind = "measure", check = "c", says = "s", fold = "mean", op = "<=", met = 5, partly = 4 }'),
            "partly asks for more",
        ),
        (ruled('{ kind = "freshness", met = 0.9 }'), "clock is missing"),
        (ruled('{ kind = "freshness", clock = "sundial", met = 0.9 }'), "clock is to be clocks"),
        (ruled('{ kind = "freshness", clock = "rows_newest", met = 9 }'), "met is to be a share"),
        (
            ruled('{ kind = "freshness", clock = "rows_newest", met = 0.9, table = "boston" }'),
            "table is to be a table",
        ),
        (ruled('{ kind = "freshness", clock = "rows_newest", met = 0.9, table = "7=" }'), "table is to be a table"),
        (ruled('{ kind = "freshness", clock = "rows_newest", met = 0.9, fresh = "due" }'), "the table has no state due"),
        (
            ruled('{ kind = "freshness", clock = "rows_newest", met = 0.9, table = "7=13", fresh = "overdue" }'),
            "no state overdue",
        ),
        (ruled('{ kind = "assets", met = 0 }'), "met is to be a whole number"),
        (ruled('{ kind = "manual", why = "lost", because = "b" }'), "why is to be one of"),
        (ruled('{ kind = "all", rules = [] }'), "a rule of kind all needs rules"),
        (ruled(f'{{ kind = "share", check = "c", says = "s", met = 0.5, rules = [{SUB}] }}'), "has no rules"),
        (ruled(f'{{ kind = "k_of_n", k = 2, rules = [{SUB}] }}'), "2 of 1 rules can never be met"),
        (ruled('{ kind = "all", rules = [' * 12 + SUB + "] }" * 12), "deep"),
        (ruled('{ kind = "all", rules = [{ kind = "share" }] }'), "rule share: check is missing"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RubricError) as raised:
        load(written(tmp_path, text))
    assert says in str(raised.value)
    assert "mine.toml" in str(raised.value)
    assert "\n" not in str(raised.value).strip()


@pytest.mark.parametrize("name", ["no-such", "no/such.toml", "", ".", "a\x00b.toml"])
def test_what_is_not_there_is_said(name: str) -> None:
    with pytest.raises(RubricError):
        load(name)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="larger than"):
        load(written(tmp_path, "# " + "x" * 1_000_001))
