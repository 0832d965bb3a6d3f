"""The city's web site and the portal's own pages: documents, and the list of its departments."""
