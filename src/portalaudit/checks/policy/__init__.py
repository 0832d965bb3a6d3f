"""The open-data policy: whether the city publishes it, whether it stands, what it holds."""
