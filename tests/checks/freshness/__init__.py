"""Checks on what was asked of rows."""
