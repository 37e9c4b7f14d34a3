"""What a .NET project says of the images it needs, read without MSBuild."""
