"""Finds problems with the images that files use."""
