"""How old the data are, by what the catalogue itself declares."""
