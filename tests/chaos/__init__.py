"""A broadcast that is killed again and again, as a command of its own: it takes minutes."""
