"""One module per database, beside the base that prints what all of them share."""
