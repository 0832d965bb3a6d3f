"""What the generated catalogues are made of. Every city, department and person is invented."""

SUBJECTS: tuple[str, ...] = (
    "Building Permits", "311 Service Requests", "Police Incidents", "Fire Incidents", "Street Trees", "Restaurant Inspections",
    "Adopted Budget", "Vendor Payments", "Employee Salaries", "Parking Citations", "Parking Meters", "Bus Stops", "Bus Routes",
    "Traffic Counts", "Traffic Signals", "Crash Reports", "Bicycle Lanes", "Sidewalks", "Street Centerlines", "Potholes",
    "Snow Routes", "Water Mains", "Water Quality Samples", "Storm Drains", "Flood Zones", "Zoning Districts", "Parcels",
    "Land Use", "Historic Districts", "Building Footprints", "Address Points", "Council Districts", "Voting Precincts",
    "Polling Places", "Election Results", "Campaign Contributions", "Lobbyist Filings", "Council Votes", "Public Meetings",
    "Park Amenities", "Playgrounds", "Swimming Pools", "Community Centers", "Library Visits", "Library Branches",
    "School Locations", "Health Clinics", "Vaccination Sites", "Air Quality", "Noise Complaints", "Animal Licenses",
    "Shelter Animals", "Business Licenses", "Liquor Licenses", "Short Term Rentals", "Rental Inspections", "Code Violations",
    "Vacant Buildings", "Affordable Housing", "Capital Projects", "Contracts Awarded", "Energy Use of City Buildings",
    "Recycling Tonnage", "Street Sweeping", "Public Art", "Film Permits", "Special Events", "Census Profile",
)  # fmt: skip

QUALIFIERS: tuple[str, ...] = (
    "", "2019", "2020", "2021", "2022", "2023", "2024", "2025", "- Current Year", "- Archive", "- Historical", "by Ward",
    "by Neighborhood", "by Month", "by Census Tract", "Summary", "Detail", "- Locations", "- Boundaries", "Year to Date",
    "FY2023", "FY2024", "FY2025", "(Weekly Extract)", "(Open Data)", "Public View", "Map", "- Data Dictionary", "Trends", "Index",
)  # fmt: skip

DEPARTMENTS: tuple[tuple[str, ...], ...] = (
    ("Department of Public Works", "Public Works", "DPW", "Dept. of Public Works"),
    ("Police Department", "Police", "PD", "City Police Dept."),
    ("Fire Department", "Fire & Rescue", "FD"),
    ("Department of Planning and Development", "Planning & Development", "DPD", "Planning"),
    ("Finance Department", "Finance", "Office of Finance", "Dept of Finance"),
    ("Department of Transportation", "Transportation", "DOT", "Transport Department"),
    ("Health Department", "Public Health", "Dept. of Health"),
    ("Parks and Recreation", "Parks & Rec", "Recreation and Parks"),
    ("Department of Information Technology", "IT", "Information Technology", "DoIT"),
    ("Water and Sewer Utility", "Water Utility", "Water & Sewer"),
    ("City Clerk", "Office of the City Clerk", "Clerk's Office"),
    ("Public Library", "Library"),
    ("Housing Authority", "Housing", "Community Development & Housing"),
    ("Office of the Mayor", "Mayor's Office"),
)  # fmt: skip
"""A department and the other ways in which its own people write it."""

CATEGORIES: tuple[str, ...] = (
    "Public Safety", "Transportation", "Finance", "City Government", "Health", "Environment", "Housing & Development",
    "Culture & Recreation", "Education", "Economy",
)  # fmt: skip

KEYWORDS: tuple[str, ...] = (
    "permits", "311", "police", "fire", "trees", "inspections", "budget", "spending", "salaries", "parking", "transit",
    "traffic", "safety", "bikes", "streets", "water", "flooding", "zoning", "property", "gis", "boundaries", "elections",
    "ethics", "council", "parks", "library", "schools", "health", "air", "noise", "animals", "licenses", "housing", "contracts",
    "energy", "waste", "art",
)  # fmt: skip

SENTENCES: tuple[str, ...] = (
    "Each row is one record as it was entered by the department that keeps it.",
    "The data are taken from the system of record every night and published without manual changes.",
    "Locations are moved to the middle of the block to protect the privacy of residents.",
    "Records entered before 2012 come from paper files and may be incomplete.",
    "A missing value means that the field was not filled in, not that it is zero.",
    "Totals may differ from those of the annual report, which is closed at the end of the fiscal year.",
    "The department reviews the figures once a quarter and corrects earlier records where needed.",
    "Status codes are explained in the data dictionary attached to this page.",
    "Please contact the department before drawing conclusions about a single address.",
    "Coordinates are given in WGS 84 and were taken from the address of the record.",
    "This file replaces an older one that was published by another office.",
    "Fields whose names end in _cd hold codes of the former mainframe and are kept for continuity.",
)

LICENSES: tuple[tuple[str, str, str], ...] = (
    ("cc-by", "Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
    ("cc-zero", "Creative Commons 1.0 Universal (Public Domain Dedication)", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("odc-pddl", "Public Domain", "http://www.opendefinition.org/licenses/odc-pddl"),
    ("odc-by", "Open Data Commons Attribution License", "http://opendatacommons.org/licenses/by/1.0/"),
    ("odc-odbl", "Open Data Commons Open Database License", "http://opendatacommons.org/licenses/odbl/1.0/"),
    ("uk-ogl", "UK Open Government Licence (OGL)", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
)  # fmt: skip
"""Open licences as CKAN's id, a label and an address."""

WEAK_LICENSES: tuple[tuple[str, str, str], ...] = (
    ("notspecified", "License Not Specified", ""),
    ("other-open", "Other (Open)", ""),
    ("cc-nc", "Creative Commons Non-Commercial (Any)", "http://creativecommons.org/licenses/by-nc/2.0/"),
    ("other-closed", "See Terms of Use", "https://www.example.gov/terms"),
    ("city-terms", "City of Example Terms of Use v2", ""),
)  # fmt: skip
"""What stands where a licence should, without being an open one."""

FREQUENCIES: tuple[tuple[str, float | None], ...] = (
    ("Daily", 1), ("daily", 1), ("Updated daily", 1), ("R/P1D", 1), ("Nightly", 1), ("Continuous", 1), ("Every 2 Minutes", 1),
    ("http://publications.europa.eu/resource/authority/frequency/DAILY", 1), ("Weekly", 7), ("R/P1W", 7), ("R/P7D", 7),
    ("weekly, on Mondays", 7), ("Biweekly", 14), ("Monthly", 31), ("monthly", 31), ("R/P1M", 31), ("Once a month", 31),
    ("Mensal", 31), ("Quarterly", 92), ("R/P3M", 92), ("every quarter", 92), ("Semi-annually", 183), ("R/P6M", 183),
    ("Annually", 366), ("Annual", 366), ("R/P1Y", 366), ("Yearly", 366), ("http://purl.org/cld/freq/annual", 366),
    ("As needed", None), ("Ad hoc", None), ("irregular", None), ("Static - Not Updated", None), ("Historical", None),
    ("Never", None), ("Unknown", None), ("TBD", None), ("see description", None), ("", None),
)  # fmt: skip
"""Declared frequencies as publishers spell them, and the days that they promise."""

PERIODS = tuple(pair for pair in FREQUENCIES if pair[1] is not None)

FREQUENCY_KEYS: tuple[str, ...] = ("frequency", "update_frequency", "accrualPeriodicity", "Update Frequency", "refresh cycle")
"""The keys under which they stand in CKAN's extras."""

FORMATS: tuple[tuple[str, str, str | None], ...] = (
    ("CSV", "csv", "text/csv"), ("CSV", "csv", None), (".csv", "csv", "text/csv"), ("text/csv", "csv", None), ("csv", "csv", ""),
    ("XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("Excel", "xls", None),
    ("PDF", "pdf", "application/pdf"), ("GeoJSON", "geojson", "application/geo+json"), ("JSON", "json", "application/json"),
    ("SHP", "zip", "application/zip"), ("SHP zip", "zip", None), ("ZIP", "zip", "application/zip"), ("KML", "kml", None),
    ("XML", "xml", "text/xml"), ("HTML", "html", "text/html"), ("ESRI REST", "", None), ("API", "", None), ("", "csv", None),
    ("n/a", "dat", None), ("Comma Separated Values", "csv", None), ("DOCX", "docx", None),
)  # fmt: skip
"""Format as written, extension, media type."""

READABLE = tuple(row for row in FORMATS if row[1] in ("csv", "json", "geojson", "xlsx", "zip", "xml"))

PLACEHOLDER_MAILS: tuple[str, ...] = (
    "no-reply@example.com",
    "TBD",
    "noreply@example.org",
    "mailto:",
    "n/a",
    "opendata(at)example.org",
)
TEMPLATES: tuple[str, ...] = (
    "{{default.description}}", "{{description}}", "TBD", "Description goes here", "lorem ipsum dolor sit amet", "test",
)  # fmt: skip
ODD_TITLES: tuple[str, ...] = (
    "<script>alert('title')</script>", '=HYPERLINK("http://198.51.100.7/","Budget")', "\u202etegduB detpodA", "", "   ",
    "DATASET_FINAL_v2 (1)", "+1+cmd|' /C calc'!A0", "Budget\u0000 2021",
    "\u200f\u200fميزانية المدينة", "Straße & Brücke – Übersicht",
)  # fmt: skip
ODD_DATES: tuple[str, ...] = (
    "8291-01-01",
    "0001-01-01",
    "2023",
    "R/P1D",
    "yesterday",
    "13/32/2019",
    "2031-05-01T00:00:00Z",
    "1e999",
)
COLUMN_NAMES: tuple[str, ...] = (
    "Record ID", "Status", "Date Opened", "Date Closed", "Address", "Ward", "Amount", "Category", "Inspector Code", "Latitude",
    "Longitude", "Notes", "Fiscal Year", "Vendor", "Count", "Updated",
)  # fmt: skip
