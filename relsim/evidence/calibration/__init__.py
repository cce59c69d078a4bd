"""How the defaults came about: free parameters fitted to the patterns."""
