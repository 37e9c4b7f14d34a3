"""YAML, JSON and XML trees with the byte positions of their values."""
