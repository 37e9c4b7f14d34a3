"""Knows every official .NET container image."""

__version__ = "0.1.0"
