"""What the protocols decide, in tables that a physio can read and dispute."""
