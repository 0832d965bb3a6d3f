"""The clocks by which data are old, and the measures by which checks hand their ages to rubrics."""

CLOCKS = ("data_modified", "metadata_modified", "modified", "http_modified", "rows_newest", "own_observed")
"""The platform's stamp of the data, its stamp of the metadata, what the catalogue states, a file's Last-Modified, the newest date
in the rows, and the change that we saw between audits."""

DECLARED_DAYS = "declared_days"
"""Measure: days between updates as declared; infinity for a frequency without a period, 0 for continuous, -1 for none, NaN for
one that cannot be read or was not observed."""

TWO_READINGS = "declared_two_readings"
"""Measure: 1 where the declared frequency can be read in two ways (`biweekly`, several clauses), else 0."""


def age_by(clock: str) -> str:
    """Name of the measure that holds the age in days by one of CLOCKS: NaN where it is not known, infinite where the clock shows
    a time that cannot be true, so that no other clock may stand in for it."""
    return f"age_{clock}"
