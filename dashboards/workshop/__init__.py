"""The Workshop: levers, figures and cards for a trainer before a room."""
