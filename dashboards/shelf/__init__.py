"""What Explore looks at: results folders, what can be asked of them, and the views they give."""
