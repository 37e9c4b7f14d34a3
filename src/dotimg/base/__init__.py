"""From any built image back to the official .NET image that it is built on.

`documents`, `archive` and `live` read images; `finder` decides, from the tables alone.
"""
