"""The data inventory, and what the columns of the datasets tell of the city's own topics."""
