"""`python -m bot` is `strideback`."""

from bot.cli import main

if __name__ == "__main__":
    main()
