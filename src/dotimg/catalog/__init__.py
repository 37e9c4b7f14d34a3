"""The tables of tags, digests, releases and systems, and what they say of support."""
