"""Small copies of services that only tests need; those that the demo needs too are in ``checker/simulated``."""
