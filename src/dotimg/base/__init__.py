"""Finds the official .NET image that an image is built on.

`documents`, `archive` and `live` read images; `finder` decides, using only the tables.
"""
