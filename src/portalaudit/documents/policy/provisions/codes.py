"""The 31 provisions of an open-data policy.

Source: Sunlight Foundation, Open Data Policy Guidelines, version 3 (Open Data Policy Hub, CC BY 4.0).
"""

CODES = (
    "proactive-release", "build-on-precedent", "goals-and-values", "lists-of-holdings", "prioritization", "outside-services",
    "sensitive-information", "open-formats", "thoughtful-formats", "open-access", "license-free", "citations", "metadata",
    "open-data-creation", "unique-identifiers", "open-code", "archival-material", "data-portals-and-websites", "bulk-data",
    "public-apis", "data-collection", "real-time-updates", "permanent-access", "oversight-authority", "binding-regulations",
    "public-participation", "timelines", "data-quality", "funding", "partnerships", "future-review",
)  # fmt: skip
"""By number: provision n is CODES[n - 1]."""
