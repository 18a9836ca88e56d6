"""How a report looks: a format is a function from a report to text."""
