"""A city's own web pages: the list of its departments."""
