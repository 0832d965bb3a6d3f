"""ArcGIS Hub."""

from portalaudit.connectors.arcgis.connector import ArcgisConnector

CONNECTOR = ArcgisConnector()
