"""Compare: up to four scenarios side by side, with the same luck."""
