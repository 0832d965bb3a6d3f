"""Rubrics bring the counts of checks to criteria. What they ask for is data: the TOML files of this folder."""
