"""Small copies of services for tests and ``refwatch demo``: each host is a function that speaks the service's real protocol."""
