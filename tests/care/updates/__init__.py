"""Updates: the clinic changes its content while people are under way, and nobody is hurt."""
