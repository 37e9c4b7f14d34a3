"""Servers for other programs: thin adapters on the Python API, loaded only by their commands."""
