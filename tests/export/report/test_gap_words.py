"""Every reason why nothing is known of a dataset's newest row is told in words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portalaudit.audit import rows
from portalaudit.connectors.rows import newest
from portalaudit.connectors.rows.newest import soql
from portalaudit.export.report.wording import wording

EN = wording("en")
FETCHED = (
    "timeout", "connect", "tls", "robots", "address-refused", "too-large", "redirect-loop", "budget", "opted-out",
    "truncated", "encoding", "not-archived", "waf", "login", "not-json", "shape", "error", "empty", "http-202", "http-400",
    "http-401", "http-403", "http-404", "http-405", "http-409", "http-410", "http-429", "http-500", "http-502", "http-503",
    "http-504", "soql-error",
)  # fmt: skip
"""What fetching and reading give, passed on by the ways to ask."""


def said() -> Iterator[str]:
    """Reasons that stand as constants in the sources of the ways to ask, and of the phase."""
    for path in [*Path(newest.__path__[0]).glob("*.py"), Path(rows.__file__)]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ("refused", "Refusal", "Gap", "replace", "Answer"):
                given = [*node.args, *(word.value for word in node.keywords if word.arg in ("failure", "reason"))]
                first = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)][:1]
                yield from (text for text in first if re.fullmatch(r"[a-z]+(?:-[a-z]+)*", text))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_every_reason_has_words_of_its_own() -> None:
    found = {*said(), *FETCHED, *(f"soql-{code}" for code in soql._CODES)}
    assert {"not-asked", "unreadable", "export", "not-tabular", "no-way", "dates-as-text"} <= found
    assert sorted(reason for reason in found if not EN.has("gap", reason)) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("http-418", "the server answered with code 418 instead of data"),
        ("soql-no-such-thing", "the server could not answer the question (no-such-thing)"),
        ("soql-<b>", "Soql <b>"),
        ("http-", "Http"),
        ("http", "Http"),
    ],
)
def test_a_code_of_a_known_kind_has_words_too(code: str, words: str) -> None:
    assert EN.label("gap", code) == words
