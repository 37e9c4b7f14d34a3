"""`python -m dotimg`."""

from dotimg.cli import main

if __name__ == "__main__":
    main()
