"""Finds images in files, and writes files."""
