"""Headers and cells mapped to the column groups of inventories, in three languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalaudit.documents.inventory.columns import corrections_from, map_columns, map_headers
from portalaudit.documents.inventory.entries import entries_of
from portalaudit.documents.inventory.likeness import likeness
from portalaudit.documents.inventory.vocabulary import columns
from portalaudit.errors import UsageError
from tests.documents.tables import a_csv, an_entry, an_inventory


def groups(*headers: str) -> dict[str, str | None]:
    return {column.header: column.group for column in map_headers(headers).columns}


@pytest.mark.parametrize(
    ("group", "headers"),
    [
        ("name",
            ["Dataset Name", "DATASETNAME", "dataset_name", "Data Set Title", "Nombre del conjunto de datos",
                "Nome da base de dados"]),
        ("description", ["Description", "DATASET_SUMMARY", "Contents", "Descripción", "Descrição do conjunto de dados"]),
        ("department", ["Department", "AGENCYNAME", "department_or_division", "Dependencia", "Órgão responsável", "Secretaría"]),
        ("department_code", ["ACRONYM", "AGENCY_ACRONYM", "Siglas", "Sigla"]),
        ("steward", ["Data Steward Email", "DATA_OWNER", "Contact Name", "Correo electrónico", "Responsável"]),
        ("classification",
            ["DATASETCLASSIFICATIONNAME", "Data Classification", "Access Level", "Nivel de acceso", "Grau de sigilo"]),
        ("frequency",
            ["UPDATEINTERVALNAME", "Update Frequency", "How often are data values updated?", "Periodicidad",
                "Frequência de atualização"]),
        ("publication", ["OPENDATA_PORTAL", "Publishing Status", "Published?", "Estado de publicación", "Publicado no portal"]),
        ("link", ["DATASET_URL", "dataset_link", "Enlace al conjunto", "Link do conjunto"]),
        ("updated", ["DATE_LAST_MODIFIED", "Last Updated", "Última actualización", "Data de atualização"]),
        ("added", ["date_added", "PUBLISHED_DATE", "Fecha de publicación", "Data de publicação"]),
        ("privacy", ["DATASETCLASSIFICATIONREASON", "Contains PII", "Datos personales", "Dados pessoais"]),
        ("source_system", ["System of Record", "Source System", "Sistema de origen", "Fonte de dados"]),
        ("system", ["OBJECTID", "the_geom", "GlobalID"]),
        (None, ["Height", "Species", "", "Lag days"]),
    ],
)  # fmt: skip
def test_headers_mean_what_they_say(group: str | None, headers: list[str]) -> None:
    """Case, accents, underscores, camel case and words around the term don't matter."""
    assert groups(*headers) == dict.fromkeys(headers, group)


def test_one_header_has_one_group_and_one_column_stands_for_a_group() -> None:
    """The surest one; of equals the first."""
    found = map_headers(["Notes on status", "Category", "Keywords", "Publishing Status"])

    assert [column.primary for column in found.columns] == [False, True, False, True]


def test_cells_refute_a_header() -> None:
    """A column headed `Link` that holds none is not taken for one, and a nameless column of links is."""
    rows = "\n".join(f"Set {n},see page {n},http://x.org/d/{n}" for n in range(20))

    found = map_columns(a_csv(f"Dataset Name,Link,Where\n{rows}\n"))

    assert [column.group for column in found.columns] == ["name", None, "link"]


def test_cells_tell_what_headers_don_t() -> None:
    """Addresses of stewards, update frequencies and classifications are plain; yes and no are not."""
    words = ("Daily", "Monthly", "Yearly")
    rows = "\n".join(f"Set {n},a{n}@b.org,{words[n % 3]},{'Public' if n % 2 else 'Confidential'},Yes" for n in range(20))

    found = map_columns(a_csv(f"Dataset Name,Kx,Ky,Kz,Kw\n{rows}\n"))

    assert [column.group for column in found.columns] == ["name", "steward", "frequency", "classification", None]
    assert {column.confidence for column in found.columns if column.by == "content"} == {0.6}


def test_a_mapping_file_wins() -> None:
    """Columns and cells, by a person's word."""
    corrections = corrections_from(
        '[columns]\n"Description" = ""\n"Link" = "source_system"\n'
        '[values]\npublic = ["internal"]\nnot_published = ["Published"]\n',
        "map.toml",
    )

    entries = an_inventory(an_entry("Trees", data_classification="Internal"), an_entry("Signs"), corrections=corrections)

    assert not entries.has("description")
    assert entries.public.tolist() == [True, True]
    assert entries.denials.tolist() == [True, True]


@pytest.mark.parametrize(
    "text",
    ["[columns", '[columns]\n"A" = "nonsense"', "[other]\nx = 1", "[values]\npublic = 3", "[values]\nsecret = []", "columns = 3"],
)
def test_a_wrong_mapping_file_is_a_usage_error(text: str) -> None:
    """The text says which file, and what is wrong."""
    with pytest.raises(UsageError, match=r"map\.toml"):
        corrections_from(text, "map.toml")


@pytest.mark.parametrize(
    ("headers", "enough"),
    [
        ("title,department,classification,update frequency", True),
        ("inventory_id,department_or_division,dataset_name,data_classification,publishing_status", True),
        ("Nombre del conjunto de datos,Dependencia,Descripción,Frecuencia de actualización", True),
        ("Nome da base,Órgão,Descrição,Periodicidade,Sigilo,Responsável", True),
        ("Tree ID,Species,Condition,Owner,Status,Address,Latitude,Longitude", False),
        ("Hydrant,Agency,Status,Last Updated,Owner,Type", False),
        ("Name,Department,Contact,Status,Description,Category,Link", False),
        ("Year,Sector,Source,Greenhouse gas,Tonnes,Data source", False),
        ("vehicle_id,make,model,department,status,license plate,owner", False),
        ("System Name,Vendor,Department,Purpose,Frequency of Update,Data Collected", False),
    ],
)
def test_columns_of_other_things_are_no_inventory(headers: str, enough: bool) -> None:
    """Owners, states and dates are everywhere; frequencies, classifications and datasets are not."""
    names = headers.split(",")

    assert likeness(names, map_headers(names)).enough is enough


@given(st.lists(st.text(max_size=30), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_headers_are_mapped_to_known_groups_once(headers: list[str]) -> None:
    """Each header to one group or none, each group with one column that stands for it."""
    found = map_headers(headers)
    primary = [column.group for column in found.columns if column.primary]

    assert [column.header for column in found.columns] == headers
    assert {column.group for column in found.columns} <= {None, *columns().groups}
    assert len(primary) == len(set(primary))
    assert set(primary) == {column.group for column in found.columns} - {None}


@given(
    st.lists(
        st.fixed_dictionaries({"Dataset Name": st.text(max_size=8), "Status": st.text(max_size=8), "Level": st.text(max_size=8)}),
        max_size=8,
    )
)
@settings(max_examples=100, deadline=None)
def test_no_cells_raise(rows: list[dict[str, str]]) -> None:
    """Claims and denials never overlap, nor do public and not public."""
    table = an_inventory(an_entry("Trees"), *rows).table
    entries = entries_of(table)

    assert not (entries.claims & entries.denials).any()
    assert not (entries.public & entries.not_public).any()
