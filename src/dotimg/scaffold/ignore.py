"""What a build context leaves out."""

IGNORED = """\
# What no image needs, or what the build makes anew.
**/bin
**/obj
**/node_modules
**/.git
**/.gitignore
**/.vs
**/.vscode
**/.idea
**/*.user
**/.env
**/Dockerfile*
**/.dockerignore
**/compose*.y*ml
**/docker-compose*.y*ml
"""
