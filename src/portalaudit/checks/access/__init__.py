"""Whether the data can be had, and in what form."""
