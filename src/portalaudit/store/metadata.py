"""What all tables share: names of keys and constraints, and columns that the database counts up."""

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite counts up only a primary key that is declared `INTEGER`."""
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def counted(kind: sa.types.TypeEngine[int]) -> "sa.Column[int]":
    """The primary key `id`, which the database counts up."""
    return sa.Column("id", kind, sa.Identity(), primary_key=True)
