"""The words of SoQL as its lexer cuts them (socrata-platform/soql-reference, SoQLLexer.flex)."""

import re
from typing import NamedTuple

KEYWORDS = frozenset({
    "select", "distinct", "as", "where", "group", "by", "having", "order", "limit", "offset", "search", "from", "join", "on",
    "asc", "desc", "nulls", "first", "last", "and", "or", "not", "is", "null", "in", "like", "between", "true", "false", "case",
    "when", "then", "else", "end", "union", "intersect", "minus",
})  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+|--[^\n]*)
    |(?P<string>'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")
    |`(?P<quoted>(?::@?)?[-\w]+)`
    |(?P<system>:@?\w+)
    |(?P<name>[^\W\d]\w*)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    |(?P<sign><=|>=|<>|!=|==|:\*|[-+*/=<>(),])""",
    re.VERBOSE,
)


class Soql(ValueError):
    """A query that the platform refuses."""

    def __init__(self, code: str, message: str, column: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.column = code, message, column


class Token(NamedTuple):
    kind: str
    """`string name number sign keyword end`; a name is in lower case, however it was quoted."""
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """Cut a clause into tokens, an `end` at its end.

    Raises:
        Soql: a character that begins nothing, or a string without end.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if text[at] in "'\"`":
                raise Soql("query.soql.unterminated-string", f"Unterminated string at {at + 1}")
            raise Soql("query.soql.unexpected-character", f"Unexpected character `{text[at]}' at {at + 1}")
        kind, value = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "string":
            value = value[1:-1].replace("''", "'") if value[0] == "'" else re.sub(r"\\(.)", r"\1", value[1:-1])
            found.append(Token("string", value, at))
        elif kind == "name" and value.lower() in KEYWORDS:
            found.append(Token("keyword", value.lower(), at))
        elif kind in ("name", "quoted", "system"):
            found.append(Token("name", value.lower(), at))
        elif kind != "blank":
            found.append(Token(kind, value, at))
        at = match.end()
    return [*found, Token("end", "", at)]
