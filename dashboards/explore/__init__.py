"""Explore: results folders on disk, from the map of a sweep down to one run."""
