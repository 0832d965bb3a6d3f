"""An invented city's documents, as files."""

from pathlib import Path

from tests.documents.text.words import docx, p

NAME = "Example Harbor"
POLICY = (
    "CITY OF EXAMPLE HARBOR",
    "Executive Order No. 2019-04: Open Data Policy",
    "WHEREAS, open data makes the government of the City of Example Harbor more transparent and accountable; and",
    "WHEREAS, the State Public Records Act guarantees access to public records;",
    "NOW, THEREFORE, I, the Mayor of the City of Example Harbor, hereby order:",
    "Section 1. Every department shall publish the data that it holds proactively. Data of the city are open by default.",
    "Section 2. Within 180 days each department shall complete an inventory of all datasets that it holds.",
    "Section 3. Personally identifiable information shall not be published; every dataset shall be reviewed for privacy.",
    "Section 4. Datasets shall be published on the open data portal, a single web site, in open, machine-readable formats with "
    "metadata. Anyone may use them without registration, without a fee and without restrictions on their use.",
    "Section 5. The Chief Data Officer, appointed by the Mayor, oversees this order.",
    "Section 6. This order shall be reviewed every two years.",
    "Signed and ordered by the Mayor of the City of Example Harbor on May 14, 2019.",
)


def policy_docx(folder: Path, name: str = "policy.docx") -> Path:
    """The policy as a word processor's file."""
    path = folder / name
    path.write_bytes(docx("".join(p(line) for line in POLICY)))
    return path


def text_file(folder: Path, name: str, *paragraphs: str) -> Path:
    """Paragraphs as a file."""
    path = folder / name
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return path
