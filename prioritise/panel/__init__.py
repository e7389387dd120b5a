"""Panel: how weights are come by, several sets of weights on one score sheet, and how far the scorers agree."""
