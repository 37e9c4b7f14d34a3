"""Servers for other programs: thin adapters on the Python API, loaded by their commands alone."""
