"""How references are written down: one dialect a kind of file, and the table of them."""
