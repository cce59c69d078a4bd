"""The Story: a puzzle, a bet before every reveal, one lever at a time, all of it live."""
