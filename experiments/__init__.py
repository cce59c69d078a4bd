"""The experiments that come with relsim: a question each, in a TOML file."""
