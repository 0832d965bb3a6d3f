"""Generated catalogues of any size: deterministic by their seed, with the oddities of real ones."""
