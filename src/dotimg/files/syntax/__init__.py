"""YAML, JSON and XML trees that know which bytes of a file say what."""
