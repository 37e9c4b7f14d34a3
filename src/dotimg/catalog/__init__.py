"""The tables of tags, digests, releases and systems, and support on a day."""
