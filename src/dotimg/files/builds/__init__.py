"""The builds that a tree declares: which Dockerfile is built with which arguments and target.

A Dockerfile alone does not say which images it uses: compose files, bake files, workflows,
development containers and scripts give it arguments, a target, platforms and named contexts.
"""
