"""`python -m ocop` does what the installed `ocop` command does."""

from ocop.cli import main

if __name__ == "__main__":
    main()
