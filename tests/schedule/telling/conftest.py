"""Databases for the tests of this folder."""

from tests.databases import engine as engine
