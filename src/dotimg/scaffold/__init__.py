"""Writes the Dockerfile of a project, and the files next to it."""
