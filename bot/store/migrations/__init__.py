"""Numbered changes of the schema, each in one transaction; a released one is never edited."""
