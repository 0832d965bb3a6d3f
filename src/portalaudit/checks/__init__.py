"""Checks over a snapshot, one a file; `run` finds and runs them. A check never fetches and never asks for the time."""
