"""The database: tables, and functions over them. Importing this package loads nothing; its modules load SQLAlchemy."""
