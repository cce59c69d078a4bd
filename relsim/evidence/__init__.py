"""The evidence: what the model is held against, and what is claimed of it on trial."""
