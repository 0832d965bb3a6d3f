"""A strict reader of HTML for tests: what is not nested, named or closed as it should be is an error."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "wbr", "col"})
INLINE = frozenset({"a", "abbr", "b", "bdi", "code", "q", "span", "svg", "rect", "use"})
SELF_CLOSED = frozenset({"rect", "circle", "path", "use"})


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    text: str = ""


@dataclass
class Page:
    elements: list[Element] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def all(self, *names: str) -> list[Element]:
        return [element for element in self.elements if element.name in names]

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    @property
    def text(self) -> str:
        """What a reader sees, in order, blanks made one; scripts, styles and the title apart."""
        return " ".join("".join(self.pieces).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.page.errors.append(f"<{tag}> has an attribute twice at {self.getpos()}")
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(e.name for e in self.open))
        self.page.elements.append(element)
        self._break(tag)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SELF_CLOSED:
            self.page.errors.append(f"<{tag}/> closes itself at {self.getpos()}")
        self.page.elements.append(Element(tag, {name: value or "" for name, value in attrs}, tuple(e.name for e in self.open)))

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if not self.open or self.open[-1].name != tag:
            self.page.errors.append(f"</{tag}> closes {self.open[-1].name if self.open else 'nothing'} at {self.getpos()}")
        else:
            self.open.pop()

    def _break(self, tag: str) -> None:
        if tag not in INLINE:
            self.page.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data
            if self.open[-1].name not in ("script", "style", "title"):
                self.page.pieces.append(data)


def read(html: str) -> Page:
    """The page's elements in order, and what is wrong with their nesting."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.errors += [f"<{element.name}> stays open" for element in reader.open]
    return reader.page
