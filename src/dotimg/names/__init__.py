"""The grammar of names: references, tags, versions, platforms, mirrors."""
