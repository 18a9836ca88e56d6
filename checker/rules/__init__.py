"""What we think: one rule, one file, one line in the table."""
