"""What the list comes to when weights, scores, costs and homes are not settled: many choices, counted."""
