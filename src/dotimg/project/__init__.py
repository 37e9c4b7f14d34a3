"""Finds the images that a .NET project needs, without MSBuild."""
