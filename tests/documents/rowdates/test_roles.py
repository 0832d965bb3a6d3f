"""Which columns say how new rows are."""

from dataclasses import replace

import pytest

from portalaudit.documents.rowdates.names import says
from portalaudit.documents.rowdates.roles import chosen_as, dated, deciding, kind_of, loads_aside, text_dated
from portalaudit.documents.rowdates.values import DAY
from portalaudit.model.probes import ColumnAnswer, KnownColumn
from tests.documents.rowdates.days import micros

BY_ROLE = {
    "update": """
        last_updated LastUpdated lastupdate LASTUPDATED updated_at Date_Modified EditDate last_edited_date data_as_of
        refreshed_on
        RevisionDate snapshot_date fecha_actualizacion FechaUltimaModificacion fecha_de_corte data_atualizacao dt_atualizacao
        data_ultima_alteracao date_mise_a_jour DateMAJ date_modification data_actualitzacio data_aggiornamento ultima_modifica
        Aktualisierungsdatum Änderungsdatum letzte_aktualisierung Stichtag Stand
    """,
    "period": """
        ReportingPeriod reporting_month fiscal_year FY week_ending period_end_date AccountingPeriodEndDate school_year ejercicio
        mes_de_referencia ano_referencia data_competencia exercice mois_de_reference exercici anno_di_riferimento Berichtsmonat
    """,
    "load": """
        load_date ETL_TIMESTAMP data_loaded_at extract_date date_uploaded dw_insert_date import_date fecha_de_carga dt_carga
        data_extracao date_chargement data_de_carrega data_caricamento Ladedatum Importdatum
    """,
    "aside": """
        expiration_date ExpiresDate permit_expiry due_date Due_At deadline dob BirthDate valid_until effective_to end_of_lease
        lease_end EndDate scheduled_start planned_date next_inspection next_update retirement_date proposed_start
        estimated_completion_date projected_finish_date year_built ASBUILT_DATE warrantydate required_by closing_date
        fecha_vencimiento fecha_nacimiento fecha_prevista fecha_fin fecha_limite proxima_revision
        data_vencimento data_de_nascimento data_prevista validade prazo data_fim date_echeance date_naissance date_prevue
        date_fin
        prochaine_inspection data_venciment data_naixement data_fi data_limit data_scadenza data_di_nascita data_fine
        prossimo_controllo
        fec_nac Fec_Venc finvigencia data_nasc dt_nasc date_naiss data_scad geb_datum Gebdatum rabies_exp EstCompDate ToDate
        DateTo
        LeasePeriodEndDate warranty_period_end_date GrantPeriodEnd contract_period_ending
        Ablaufdatum Geburtsdatum gültig_bis geplantes_Ende Fälligkeitsdatum Baujahr
    """,
    "event": """
        incident_datetime issue_date IssuedDate applieddate created_at created_date reported_on inspection_date transaction_date
        hire_date InstallDate date_closed Actual_Finish_Date actual_end_date start_date effective_date Permit_Date payment_date
        fecha_emision fechaingreso fecha_incidente data_publicacao data_ocorrencia data_abertura date_creation date_debut
        data_publicacio data_inici data_inizio data_rilascio Erstellungsdatum Eingangsdatum
    """,
}


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in BY_ROLE.items() for name in names.split()])
def test_a_role_by_name(code: str, name: str) -> None:
    """Seven languages; camel case, underscores and words run together."""
    chosen = chosen_as(KnownColumn(name, "date"))

    assert (chosen.role, chosen.why) == ("update" if code == "period" else code, f"name-{code}")


@pytest.mark.parametrize(
    ("name", "title", "description", "role", "why"),
    [
        ("date", None, None, "event", "type-date"), ("x1", None, "", "event", "type-date"),
        ("date", None, "Date the permit expires", "aside", "description-aside"),
        ("date_1", None, "The date the request is due.", "aside", "description-aside"),
        ("date", None, "Date of birth of the owner", "aside", "description-aside"),
        ("fecha", None, "Fecha de vencimiento de la licencia", "aside", "description-aside"),
        ("date", None, "The last date the information was updated for the agency", "update", "description-update"),
        ("timestamp", None, "When the row was loaded by the nightly job", "load", "description-load"),
        ("metric_date", None, "Date the data is for", "update", "description-period"),
        # the phrase that comes first decides
        ("date", None, "When the row was updated to reflect the expiration", "update", "description-update"),
        # a name that says what it is stands against a description
        ("issue_date", None, "Date the permit was issued; it expires a year later", "event", "name-event"),
        # label and field's name count both
        ("date_2", "Expiration Date", None, "aside", "name-aside"), ("report_month", "DateTime", None, "event", "name-event"),
        # what the platform made
        (":updated_at", None, None, "load", "name-system"), (":created_at", None, None, "load", "name-system"),
        ("\"; drop", None, "x" * 100_000, "event", "type-date"), ("", None, None, "event", "type-date"),
        ("\ud800date" * 10_000, "\x00", "\ud800", "event", "type-date"),
    ],
)  # fmt: skip
def test_a_neutral_name_asks_the_description(name: str, title: str | None, description: str | None, role: str, why: str) -> None:
    chosen = chosen_as(KnownColumn(name, "date", "date", title, description))

    assert (chosen.role, chosen.why) == (role, why)


def test_columns_are_ranked_by_role_then_by_what_told_it_then_as_given() -> None:
    names = ["expires", "date", "load_date", "issue_date", "closed_date", "updated_at", "name"]
    columns = [KnownColumn(name, "text" if name == "name" else "date") for name in names]

    assert [one.column.name for one in dated(columns, 9)] == [
        "updated_at", "issue_date", "closed_date", "date", "load_date", "expires",
    ]  # fmt: skip
    assert [one.column.name for one in dated(columns, 2)] == ["updated_at", "issue_date"]
    assert dated(columns, 0) == ()


def test_texts_are_candidates_where_their_name_says_date() -> None:
    names = [
        "Edit_Date",
        "datetime",
        "fecha",
        "data_ocorrencia",
        "expires",
        "date_type",
        "updated_by",
        "data_source",
        "Note",
        "Year",
    ]

    found = [one.column.name for one in text_dated([KnownColumn(name, "text") for name in names], 9)]

    assert found == ["Edit_Date", "data_ocorrencia", "datetime", "fecha", "expires"]
    assert text_dated([KnownColumn("date", "date"), KnownColumn("date", "number")], 9) == ()


@pytest.mark.parametrize(
    ("type", "name", "kind"),
    [
        *[(type, "x", "date") for type in (
            "calendar_date", "Calendar date", "date", "fixed_timestamp", "Fixed Timestamp", "floating_timestamp",
            "Floating Timestamp",
            "timestamp", "timestamptz", "timestamp without time zone", "timestamp(6) with time zone", "esriFieldTypeDate",
            "esriFieldTypeDateOnly", "esriFieldTypeTimestampOffset",
        )],
        *[(type, "x", "number") for type in (
            "number", "Number", "money", "percent", "int", "int4", "int8", "float8", "numeric", "numeric(10,2)",
            "double precision",
            "esriFieldTypeInteger", "esriFieldTypeSmallInteger", "esriFieldTypeBigInteger", "esriFieldTypeDouble",
            "esriFieldTypeSingle",
        )],
        *[(type, "x", "text") for type in ("text", "Text", "url", "esriFieldTypeString", "varchar(20)")],
        *[(type, "x", "other") for type in (
            "point", "checkbox", "bool", "json", "_text", "esriFieldTypeGeometry", "esriFieldTypeOID", "esriFieldTypeGlobalID",
            "esriFieldTypeTimeOnly", "", "x" * 1_000_000, "\ud800",
        )],
        ("esriFieldTypeInteger", "OBJECTID", "other"), ("int", "_id", "other"), ("text", "globalid", "other"),
        ("number", "OBJECTID_1", "other"), ("number", "objectid_count", "number"),
    ],
)  # fmt: skip
def test_a_kind_by_the_platforms_word(type: str, name: str, kind: str) -> None:
    assert kind_of(type, name) == kind


def an_answer(name: str, role: str, newest: str | None, oldest: str | None = None, why: str = "") -> ColumnAnswer:
    latest = None if newest is None else micros(newest)
    earliest = latest if oldest is None else micros(oldest)
    return ColumnAnswer(name, "date", role, why, newest=latest, oldest=earliest, latest=latest, earliest=earliest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("columns", "decides"),
    [
        ([("a", "event", "2024-01-01", ""), ("b", "update", "2023-01-01", "")], "a"),
        ([("a", "event", "2024-01-01", ""), ("b", "update", "2024-01-01", "")], "a"),
        ([("a", "event", "2023-01-01", ""), ("b", "aside", "2024-01-01", ""), ("c", "load", "2024-01-01", "")], "a"),
        ([("a", "aside", "2024-01-01", ""), ("b", "event", None, "")], None),
        # a year reaches to its end, but is only known to have begun
        ([("a", "event", "2023-06-01", ""), ("b", "update", "2023-12-31", "name-period text-date period-year")], "a"),
        ([("a", "event", "2010-06-01", ""), ("b", "update", "2023-12-31", "name-period text-date period-year")], "b"),
        ([("a", "event", "2024-07-15", ""), ("b", "event", "2024-07-31", "type-date text-date period-month")], "a"),
        ([], None),
    ],
)
def test_the_newest_of_update_and_event_decides(columns: list[tuple[str, str, str | None, str]], decides: str | None) -> None:
    found = deciding([an_answer(name, role, newest, why=why) for name, role, newest, why in columns])

    assert (found.name if found else None) == decides


def test_a_column_that_all_rows_share_tells_of_a_load() -> None:
    shared = an_answer("updated_at", "update", "2024-01-01T03:10:00", "2024-01-01T03:00:00", "name-update")
    columns = [
        shared,
        an_answer("edited", "update", "2024-01-02", "2024-01-01", "name-update"),
        an_answer("fiscal_year", "update", "2023-12-31", why="name-period"),
        an_answer("date", "event", "2024-01-01", why="type-date"),
        an_answer("none", "update", None, why="name-update"),
    ]

    found = loads_aside(columns, 200)

    assert [(one.role, one.why) for one in found] == [
        ("load", "name-update all-equal"), ("update", "name-update"), ("update", "name-period"), ("event", "type-date"),
        ("update", "name-update"),
    ]  # fmt: skip
    assert loads_aside(columns, 1) == tuple(columns)
    assert loads_aside(columns, None) == tuple(columns)
    later = replace(shared, latest=(shared.latest or 0) + DAY)
    assert loads_aside([later], 200) == (later,)


@pytest.mark.parametrize(
    "name", ["last_updated_user_id", "created_by_id", "modified_user_phone", "updated_by_email", "issue_code", "date_key"]
)
def test_numbers_about_a_change_are_no_dates(name: str) -> None:
    """Ids and telephone numbers would read as serial dates and seconds since 1970."""
    assert says(name) == "nothing"
