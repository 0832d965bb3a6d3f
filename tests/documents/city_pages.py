"""Pages of city sites in many layouts."""

from collections.abc import Iterable, Sequence

DEPARTMENTS = (
    "Police Department", "Fire Department", "Public Works", "Parks & Recreation", "Finance", "Human Resources", "City Clerk",
    "Law Department", "Library", "Planning & Zoning", "Water", "Information Technology",
)  # fmt: skip
SECRETARIAS = (
    "Secretaría de Hacienda", "Secretaría de Salud", "Secretaría de Movilidad", "Secretaría de Cultura",
    "Secretaría de Educación", "Secretaría de Gobierno", "Secretaría de Ambiente",
    "Secretaría Jurídica", "Desarrollo Económico", "Bomberos",
)  # fmt: skip
ORGAOS = (
    "Secretaria Municipal da Fazenda", "Saúde", "Mobilidade e Trânsito", "Cultura", "Educação", "Governo Municipal",
    "Verde e Meio Ambiente", "Procuradoria Geral do Município", "Habitação", "Guarda Civil Metropolitana",
)  # fmt: skip
SERVICES = ("Pay a bill", "Report a pothole", "Apply for a job", "Find a park", "Building Permits", "Birth Certificates")


def links(names: Iterable[str]) -> str:
    return "".join(f'<li><a href="/d/{place}">{name}</a></li>' for place, name in enumerate(names))


def ul(names: Iterable[str]) -> str:
    return f"<ul>{links(names)}</ul>"


def page(body: str, *, title: str = "Departments | City of Springfield", h1: str = "Departments", menu: str = "") -> bytes:
    """A page with a menu above, a main part and a footer."""
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body class='has-sidebar'>"
        f"<header><nav><ul><li><a href='/'>Home</a></li>{menu}</ul></nav></header><main><h1>{h1}</h1>{body}</main>"
        "<footer><ul><li><a href='/contact'>Contact us</a></li></ul></footer></body></html>"
    ).encode()


def _table(names: Sequence[str]) -> str:
    rows = "".join(f"<tr><td><a href='#'>{name}</a></td><td>Pat Doe</td><td>555-123-4567</td></tr>" for name in names)
    return f"<table><tr><th>Department</th><th>Director</th><th>Phone</th></tr>{rows}</table>"


def _letters(names: Sequence[str]) -> str:
    initials = sorted({name[0] for name in names})
    return "".join(f"<h2>{letter}</h2>{ul(n for n in names if n[0] == letter)}" for letter in initials)


def _clusters(names: Sequence[str]) -> str:
    titles = ("Public Safety", "Operations", "Administration", "Community Services")
    return "".join(f"<h3>{title}</h3>{ul(names[place * 3 : place * 3 + 3])}" for place, title in enumerate(titles))


_D = DEPARTMENTS


def each(pattern: str) -> str:
    """The pattern once a department, `$` its name."""
    return "".join(pattern.replace("$", name) for name in _D)


def _three_columns() -> str:
    rows = (_D[place : place + 3] for place in range(0, 12, 3))
    return "<table>" + "".join("<tr>" + "".join(f"<td>{name}</td>" for name in row) + "</tr>" for row in rows) + "</table>"


_DIVISIONS = "<li><a href='/x'>$</a><ul><li>Administration Division</li><li>$ Operations Division</li></ul></li>"
_WITH_NEWS = (
    f"<h2>City departments</h2>{ul(_D)}<h2>Services</h2>{ul(SERVICES)}<h2>News</h2>{ul(['Fire Department gets an engine'])}"
)
_WITH_BOARDS = f"<h2>Departments</h2>{ul(_D)}<h2>Boards and Commissions</h2>{ul(['Library Board', 'Planning Commission'])}"

LAYOUTS: dict[str, bytes] = {
    "a list": page(ul(_D)),
    "no main element": page(ul(_D)).replace(b"<main>", b"<div class='page-content'>").replace(b"</main>", b"</div>"),
    "cards that are links": page(each("<div class='card'><a href='/x'><h3>$</h3><p>What we do all day.</p></a></div>")),
    "cards of lines": page(each("<div class='card'><div class=name>$</div><div class=tel>555-123-4567</div></div>")),
    "links of two lines": page(
        each("<div><a href='/x'><span class='big-1'>$</span><span>Roads, trees and more.</span></a></div>")
    ),
    "entries with a line below": page(f"<ul>{each('<li><a href=/x><b>$</b><span>Open from nine to five</span></a></li>')}</ul>"),
    "a table under headers": page(_table(_D)),
    "a table without headers": page(f"<table>{each('<tr><td>$<br>555-123-4567</td><td>Pat Doe</td></tr>')}</table>"),
    "names in three columns": page(_three_columns()),
    "lists in layout columns": page(f"<table><tr><td>{ul(_D[:6])}</td><td>{ul(_D[6:])}</td></tr></table>"),
    "a definition list": page(f"<dl>{each('<dt>$</dt><dd>They do things, since 1901.</dd>')}</dl>"),
    "letter by letter": page(_letters(_D)),
    "clusters": page(_clusters(_D)),
    "links and breaks": page(f"<p>{each('<a href=/x>$</a><br>')}</p>"),
    "bold lines": page(each("<p><strong>$</strong><br>555-123-4567</p>")),
    "an accordion": page(each("<div><button>$</button><div><p>Open from nine to five on all days.</p></div></div>")),
    "divisions below": page(f"<ul>{each(_DIVISIONS)}</ul>"),
    "services beside": page(_WITH_NEWS),
    "one part of a page": page(_WITH_BOARDS, title="Government", h1="Government"),
    "arrows and phones": page(f"<ul>{each('<li>» $ (555) 123-4567</li>')}<li><a href='/all'>Back to top</a></li></ul>"),
    "broken markup": page(f"<ul>{each('<li><a href=/x>$<li>')}").replace(b"</main>", b""),
}
"""Each shows DEPARTMENTS, in an order of its own."""

_DIVISION_NAMES = ("Patrol", "Records", "Detective", "Traffic", "Training", "Narcotics", "Canine", "Jail", "Vice")
_TOPICS = ("Trash", "Taxes", "Jobs", "Events", "Getting around", "Moving here", "Our town", "Weather", "Pets")

NOT_THE_LIST: dict[str, bytes] = {
    "only in the menu": page("<p>Welcome to our departments.</p>", menu=links(_D)),
    "only in the footer": page("<p>Welcome.</p>").replace(b"<footer>", f"<footer>{ul(_D)}".encode()),
    "popular ones": page(f"<h2>Popular departments</h2>{ul(_D)}"),
    "services among them": page(ul((*_D, *SERVICES))),
    "nothing says departments": page(ul(_D), title="Welcome", h1="Your city"),
    "too few": page(ul(_D[:6])),
    "news": page(ul(f"{name} plan for {2010 + place}" for place, name in enumerate(_D))),
    "topics": page(ul(_TOPICS)),
    "a police department": page(ul(f"{name} Division" for name in _DIVISION_NAMES), title="Police", h1="Police Department"),
    "a form's choices": page(f"<select>{each('<option>$</option>')}</select>"),
    "two readings": page("".join(f"<h3>{name}</h3>{ul([f'{name} Office', f'{name} Agency'])}" for name in _D)),
    "names in a script": page(f'<script>document.write("{ul(_D)}")</script>'),
    "state agencies": page(f"<h2>State agencies</h2>{ul(_D)}", title="Links", h1="Links"),
}
