"""``python -m relsim``: the command line where no script is installed."""

from relsim.cli import main

if __name__ == "__main__":
    main()
