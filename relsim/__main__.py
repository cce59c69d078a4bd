"""``python -m relsim``: the command line where no script is installed."""

import sys

from relsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
