"""Readers of portals: each turns what one platform shows into the same frames. One package a platform."""
