"""The speed table: ratios measured in one run. ``make bench``, or ``python -m relsim.bench``."""
