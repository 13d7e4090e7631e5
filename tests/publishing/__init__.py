"""Publishing: what the bot runs on is what was published."""
