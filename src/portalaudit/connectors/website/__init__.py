"""The city's web site and the portal's own pages, read for documents."""
