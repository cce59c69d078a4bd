"""The Evidence page: what the claims and patterns came to, and the experiment behind each."""
