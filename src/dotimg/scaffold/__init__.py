"""From a project to the Dockerfile that builds it, and to what stands beside that."""
