"""The stand-in for the Bot API keeps its promises."""
