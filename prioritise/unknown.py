"""How a blank is written wherever people read it: unknown is never nought, and never left out in silence."""

NOT_KNOWN = "not known"
