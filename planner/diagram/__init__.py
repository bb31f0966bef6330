"""The entity diagram: what hangs on what, where it stands, and how it looks as characters or as SVG. Knows no screen."""
