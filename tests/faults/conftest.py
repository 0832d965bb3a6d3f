"""Desks on both databases."""

from tests.schedule.conftest import desk_on as desk_on
