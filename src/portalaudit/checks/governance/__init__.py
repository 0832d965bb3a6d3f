"""Who is in charge of data, as the city's documents tell."""
