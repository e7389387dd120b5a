"""One file a fund rule or family of them."""
