"""Data that ships with the program: venues, and the schemas of the catalogue and of the report."""
