"""Play: you are the rep of one account, month by month, and see in the end what it was worth."""
