"""Stand-in portals for tests: recorded catalogues and faults on top of the plain servers of `portalaudit.demo`."""
