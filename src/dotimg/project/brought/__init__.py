"""The frameworks that a project inherits from its projects and packages."""
