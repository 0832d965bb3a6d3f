"""CKAN's own vocabulary: its default licence register and the names of actions that an anonymous caller is refused."""

OD = "http://www.opendefinition.org/licenses/"
LICENSES: tuple[tuple[str, str, str, str], ...] = (
    ("notspecified", "License Not Specified", "", "not reviewed"),
    ("odc-pddl", "Open Data Commons Public Domain Dedication and License (PDDL)", OD + "odc-pddl", "approved"),
    ("odc-odbl", "Open Data Commons Open Database License (ODbL)", OD + "odc-odbl", "approved"),
    ("odc-by", "Open Data Commons Attribution License", OD + "odc-by", "approved"),
    ("cc-zero", "Creative Commons CCZero", OD + "cc-zero", "approved"),
    ("cc-by", "Creative Commons Attribution", OD + "cc-by", "approved"),
    ("cc-by-sa", "Creative Commons Attribution Share-Alike", OD + "cc-by-sa", "approved"),
    ("gfdl", "GNU Free Documentation License", OD + "gfdl", "approved"),
    ("other-open", "Other (Open)", "", "approved"),
    ("other-pd", "Other (Public Domain)", "", "approved"),
    ("other-at", "Other (Attribution)", "", "approved"),
    ("uk-ogl", "UK Open Government Licence (OGL)", "http://reference.data.gov.uk/id/open-government-licence", "approved"),
    ("cc-nc", "Creative Commons Non-Commercial (Any)", "http://creativecommons.org/licenses/by-nc/2.0/", "rejected"),
    ("other-nc", "Other (Non-Commercial)", "", "rejected"),
    ("other-closed", "Other (Not Open)", "", "rejected"),
)  # fmt: skip
"""Id, title, URL and Open Definition conformance of CKAN's default register (ckan/model/license.py)."""

WRITE_ACTIONS = frozenset(
    f"{thing}_{verb}"
    for thing in ("package", "resource", "group", "organization", "user")
    for verb in ("create", "update", "patch", "delete")
)

LOCKED_ACTIONS = frozenset(("config_option_list", "config_option_show", "user_list", "job_list", "task_status_show"))
"""Known to CKAN, refused to an anonymous caller."""


def license_register(modern: bool) -> list[dict[str, object]]:
    """The register as `license_list` answers it; old versions carry `is_okd_compliant` beside the conformances."""
    rows: list[dict[str, object]] = []
    for key, title, url, conformance in LICENSES:
        row: dict[str, object] = {
            "id": key, "title": title, "url": url, "status": "active", "domain_content": False, "domain_data": False,
            "domain_software": False, "family": "", "is_generic": key.startswith("other-") or key == "notspecified",
            "od_conformance": conformance, "osd_conformance": "not reviewed", "maintainer": "",
        }  # fmt: skip
        if not modern:
            row["is_okd_compliant"] = conformance == "approved"
            row["is_osi_compliant"] = False
        rows.append(row)
    return rows
