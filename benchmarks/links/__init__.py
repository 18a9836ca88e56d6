"""How fast links are asked, beside lychee, on loopback: ``python -m benchmarks.links``."""
