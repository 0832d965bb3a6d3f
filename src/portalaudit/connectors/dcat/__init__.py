"""Catalogue files: DCAT-US (Project Open Data) and DCAT-AP."""

from portalaudit.connectors.dcat.connector import DcatConnector

CONNECTOR = DcatConnector()
