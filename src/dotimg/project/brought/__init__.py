"""The frameworks that come along with the projects and packages that a project refers to."""
