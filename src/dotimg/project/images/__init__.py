"""Finds the images to build and run a project."""
