"""What is worth a look in a whole catalogue: found by Arrow as row by row."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalaudit.documents.inventory.consider import _PARTS, WORTH, consider
from portalaudit.documents.inventory.department_assets import department_asset
from portalaudit.documents.inventory.likeness import saying_data
from portalaudit.documents.inventory.names import normalised
from portalaudit.documents.inventory.recognise import Asset, Context, initials_of, recognise
from portalaudit.documents.inventory.texts import plain, texts
from portalaudit.model.snapshot import Snapshot
from tests.builders import a_column, a_dataset, a_snapshot
from tests.documents.slowly import department_asset_slowly

TITLES = (
    "Inventario de datos 2026", "Inventario institucional de datos", "Inventario de activos de datos", "Inventario de arbolado",
    "INVENTARIO DE DATOS", "Inventário de dados", "Inventário florestal", "Registro municipal de activos de información",
    "Data Inventory", "Data Asset Register", "List of published data-sets", "Lista de conjuntos de datos", "Catálogo de datos",
    "Catalogue of datasets", "Catálogo Municipal de Bases de Dados", "Registro de bases de datos",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_title_that_means_something_is_considered(title: str, form: Literal["NFC", "NFD"]) -> None:
    """In three languages, with accents composed and not."""
    snapshot = a_snapshot(a_dataset(title=unicodedata.normalize(form, title)))

    assert recognise(Asset(title)) is not None
    assert len(consider(snapshot.datasets, snapshot.columns)) == 1


def test_every_telling_header_has_one_of_the_parts() -> None:
    """By which the rest is left out."""
    assert [word for word in saying_data() if not any(part in word for part in _PARTS)] == []


SOME = st.sampled_from(
    [
        *TITLES,
        "Trees",
        "",
        "City Departments",
        "Dependencias municipales",
        "Órgãos da Prefeitura",
        "Agencies",
        "List of departments",
    ]
) | st.text("abdeintorvy IÍáã-_ds", max_size=24)
HEADERS = st.sampled_from(
    ["Dataset Name", "dataset_name", "Dátaset-Name", "Conjunto de datos", "Name", "Department", "Species", "", "D.a.t.a.s.e.t"]
)
ASSETS = st.lists(
    st.tuples(
        SOME,
        st.lists(st.sampled_from(["data inventory", "Inventario", "tree", ""]), max_size=2),
        st.lists(st.tuples(HEADERS, HEADERS), max_size=4),
        st.sampled_from(["dataset", "view", "chart", "link"]),
        st.sampled_from(["City of Somewhere", "Food and Drug Administration", None]),
    ),
    max_size=6,
)


def a_catalogue(assets: Sequence[tuple[str, list[str], list[tuple[str, str]], str, str | None]]) -> Snapshot:
    return a_snapshot(
        *(
            a_dataset(
                key=f"k{place}", title=title, keywords=keywords, kind=kind, publisher=publisher,
                columns=[a_column(name=name, title=shown or None) for name, shown in headers],
            )
            for place, (title, keywords, headers, kind, publisher) in enumerate(assets)
        )
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ASSETS)
def test_arrow_finds_what_a_loop_finds(assets: list[tuple[str, list[str], list[tuple[str, str]], str, str | None]]) -> None:
    """On titles, tags and headers of all kinds."""
    snapshot = a_catalogue(assets)
    publishers = [publisher or "" for *_, publisher in assets]
    commonest = min(((-publishers.count(name), name) for name in publishers), default=(0, ""))[1]
    context = Context(initials=frozenset(initials_of(name) for name in set(publishers) - {commonest}))
    wanted = []
    for row, (title, keywords, headers, kind, publisher) in enumerate(assets):
        telling = any(normalised(text) in saying_data() for pair in headers for text in pair)
        if not (re.search(WORTH, title, re.IGNORECASE) or any("invent" in word.lower() for word in keywords) or telling):
            continue
        asset = Asset(
            title, texts(snapshot.datasets, "description")[row].as_py(), tuple(filter(None, keywords)),
            tuple(shown or name for name, shown in headers), kind, publisher or "",
        )  # fmt: skip
        if (recognition := recognise(asset, context)) is not None:
            wanted.append((row, recognition))

    assert [(one.dataset, one.recognition) for one in consider(snapshot.datasets, snapshot.columns)] == wanted
    assert department_asset(snapshot.datasets, snapshot.columns) == department_asset_slowly(snapshot)


def test_accents_are_taken_off_whole_columns() -> None:
    """Composed or not."""
    snapshot = a_snapshot(a_dataset(title="Órgãos"), a_dataset(key="b", title=unicodedata.normalize("NFD", "Direcciónes")))

    assert plain(texts(snapshot.datasets, "title")).to_pylist() == ["direcciones", "orgaos"]
