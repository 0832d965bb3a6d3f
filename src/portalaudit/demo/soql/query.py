"""A query in SoQL as one statement of SQLite."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from portalaudit.demo.soql.expressions import (
    BOOLEAN,
    NULL,
    NUMBER,
    OTHER,
    TEXT,
    Columns,
    Expression,
    alike,
    boolean,
    function_of,
    joined,
    quoted,
)
from portalaudit.demo.soql.tokens import Soql, Token, tokens

SYSTEM = (":id", ":created_at", ":updated_at")
"""Fields that `*` leaves out; the platform's computed regions begin with a colon too, but are among the rest."""
_COMPARED = ("<=", ">=", "<>", "!=", "==", "=", "<", ">")


@dataclass(frozen=True, slots=True)
class Query:
    """A query, translated."""

    sql: str
    names: tuple[str, ...]
    types: tuple[str, ...]


def translate(clauses: Mapping[str, str], columns: Columns, table: str, limit: int, offset: int) -> Query:
    """The clauses `select where group having order` of a request as one statement; without order that of the rows.

    Args:
        columns: what may be asked for.

    Raises:
        Soql: the platform refuses it.
    """
    chosen = _selected(clauses.get("select") or "*", columns)
    aliases = {name: one for name, one in chosen if name not in columns}
    groups = _listed(clauses.get("group", ""), columns, aliases, Parser.expression)
    where = _condition(clauses.get("where", ""), columns, aliases, "where")
    having = _condition(clauses.get("having", ""), columns, aliases, "having")
    order = _listed(clauses.get("order", ""), columns, aliases, Parser.ordered)
    if where and where.aggregate:
        raise Soql("query.soql.aggregate-in-ungrouped-context", "Cannot use aggregate functions in WHERE")
    if groups or having or any(one.aggregate for one in [*(one for _, one in chosen), *order]):
        grouped = frozenset().union(*(one.bare for one in groups))
        for one in [*(one for _, one in chosen), *order]:
            if one.bare - grouped and one.sql not in [group.sql for group in groups]:
                raise Soql("query.soql.column-not-in-group-bys", f"Column not in group bys: {one.name}")
    elif not order:
        order = [Expression("rowid", NUMBER)]
    parts = [  # names and literals are quoted by the parser
        f"SELECT {', '.join(one.sql for _, one in chosen) or 'NULL'} FROM {table}",  # noqa: S608
        f"WHERE {where.sql}" if where else "",
        f"GROUP BY {', '.join(one.sql for one in groups)}" if groups else "",
        f"HAVING {having.sql}" if having else "",
        f"ORDER BY {', '.join(one.sql for one in order)}" if order else "",
        f"LIMIT {limit} OFFSET {offset}",
    ]
    return Query(" ".join(filter(None, parts)), tuple(name for name, _ in chosen), tuple(one.type for _, one in chosen))


def _selected(text: str, columns: Columns) -> list[tuple[str, Expression]]:
    parser = Parser(tokens(text), columns, {})
    chosen: list[tuple[str, Expression]] = []
    while True:
        if (system := parser.take("sign", ":*")) or parser.take("sign", "*"):
            chosen += [(one.name, one) for name, one in columns.items() if (name in SYSTEM) == bool(system)]
        else:
            one = parser.expression()
            chosen.append((parser.name() if parser.take("keyword", "as") else one.name, one))
        if not parser.take("sign", ","):
            break
    parser.finish()
    names = [name for name, _ in chosen]
    for name in names:
        if names.count(name) > 1:
            raise Soql("query.soql.duplicate-alias", f"Duplicate alias: {name}")
    return chosen


def _listed(text: str, columns: Columns, aliases: Columns, parse: "Callable[[Parser], Expression]") -> list[Expression]:
    if not text.strip():
        return []
    parser = Parser(tokens(text), columns, aliases)
    found = [parse(parser)]
    while parser.take("sign", ","):
        found.append(parse(parser))
    parser.finish()
    return found


def _condition(text: str, columns: Columns, aliases: Columns, clause: str) -> Expression | None:
    if not text.strip():
        return None
    parser = Parser(tokens(text), columns, aliases)
    found = parser.expression()
    parser.finish()
    if found.type not in (BOOLEAN, NULL):
        raise Soql(f"query.soql.non-boolean-{clause}", f"Cannot use an expression of type {found.type} in {clause.upper()}")
    return found


class Parser:
    """Recursive descent over the tokens of one clause."""

    def __init__(self, found: Sequence[Token], columns: Columns, aliases: Columns) -> None:
        self.found, self.columns, self.aliases, self.at = found, columns, aliases, 0

    def take(self, kind: str, *texts: str) -> str:
        """The next token's text where it is one of these, which is then passed; else the empty text."""
        token = self.found[self.at]
        if token.kind != kind or (texts and token.text not in texts):
            return ""
        self.at += 1
        return token.text

    def need(self, kind: str, *texts: str) -> str:
        token = self.found[self.at]
        if token.kind == kind and (not texts or token.text in texts):
            self.at += 1
            return token.text
        raise self._unexpected(" or ".join(texts) or kind)

    def _unexpected(self, wanted: str) -> Soql:
        token = self.found[self.at]
        got = f"`{token.text}'" if token.kind != "end" else "end of input"
        return Soql("query.soql.bad-parse", f"Expected {wanted}, but got {got} at {token.at + 1}")

    def name(self) -> str:
        return self.need("name")

    def finish(self) -> None:
        self.need("end")

    def ordered(self) -> Expression:
        """An expression of `$order`; nulls go last upwards and first downwards, as in PostgreSQL."""
        one = self.expression()
        down = self.take("keyword", "asc", "desc") == "desc"
        nulls = "FIRST" if down else "LAST"
        if self.take("keyword", "nulls"):
            nulls = self.need("keyword", "first", "last").upper()
        if one.type in (OTHER, BOOLEAN):
            raise Soql("query.soql.unorderable-order-by", f"Cannot order by an expression of type {one.type}")
        return replace(one, sql=f"{one.sql} {'DESC' if down else 'ASC'} NULLS {nulls}")

    def expression(self) -> Expression:
        left = self._both()
        while self.take("keyword", "or"):
            left = boolean("({0} OR {1})", left, self._both())
        return left

    def _both(self) -> Expression:
        left = self._negated()
        while self.take("keyword", "and"):
            left = boolean("({0} AND {1})", left, self._negated())
        return left

    def _negated(self) -> Expression:
        return boolean("(NOT {0})", self._negated()) if self.take("keyword", "not") else self._comparison()

    def _comparison(self) -> Expression:
        left = self._primary()
        if sign := self.take("sign", *_COMPARED):
            left, right = alike(left, self._primary(), f"#{sign}")
            return joined(f"({left.sql} {'=' if sign == '==' else sign} {right.sql})", left, right)
        if self.take("keyword", "is"):
            sign = "IS NOT NULL" if self.take("keyword", "not") else "IS NULL"
            self.need("keyword", "null")
            return joined(f"({left.sql} {sign})", left)
        turned = bool(self.take("keyword", "not"))
        if self.take("keyword", "between"):
            _, low = alike(left, self._primary(), "#between")
            self.need("keyword", "and")
            left, high = alike(left, self._primary(), "#between")
            return joined(f"({left.sql} {'NOT ' * turned}BETWEEN {low.sql} AND {high.sql})", left, low, high)
        if self.take("keyword", "in"):
            self.need("sign", "(")
            among = [alike(left, self._primary(), "#in")[1]]
            while self.take("sign", ","):
                among.append(alike(left, self._primary(), "#in")[1])
            self.need("sign", ")")
            return joined(f"({left.sql} {'NOT ' * turned}IN ({', '.join(one.sql for one in among)}))", left, *among)
        if turned:
            self.need("keyword", "between", "in")
        return left

    def _primary(self) -> Expression:
        token = self.found[self.at]
        if token.kind == "name":
            self.at += 1
            return self._called(token.text) if self.take("sign", "(") else self._column(token.text)
        if self.take("sign", "("):
            inner = self.expression()
            self.need("sign", ")")
            return inner
        if token.kind == "string":
            self.at += 1
            return Expression(quoted(token.text), TEXT, literal=token.text)
        minus = "-" if self.take("sign", "-") else ""
        if number := self.take("number"):
            return Expression(minus + number, NUMBER)
        if self.take("keyword", "case") and not self.take("keyword", "when"):
            self.need("sign", "(")  # the function of that name; CASE WHEN is not understood
            return self._called("case")
        if self.take("keyword", "null"):
            return Expression("NULL", NULL)
        if truth := self.take("keyword", "true", "false"):
            return Expression(str(int(truth == "true")), BOOLEAN)
        raise self._unexpected("an expression")

    def _column(self, name: str) -> Expression:
        found = self.aliases.get(name) or self.columns.get(name)
        if found is None:
            raise Soql("query.soql.no-such-column", f"No such column: {name}", name)
        return replace(found, name=found.name or name)

    def _called(self, name: str) -> Expression:
        if name == "count" and self.take("sign", "*"):
            self.need("sign", ")")
            return Expression("count(*)", NUMBER, "count", aggregate=True)
        given = [self.expression()]
        while self.take("sign", ","):
            given.append(self.expression())
        self.need("sign", ")")
        called = "_".join([name, *(one.name for one in given[:1] if one.name)])
        return replace(function_of(name, given), name=called.replace(":", ""))
