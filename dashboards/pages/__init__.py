"""The dashboard: pages for a workshop and for a researcher, served on this machine."""
