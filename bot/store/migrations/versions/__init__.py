"""The numbered changes themselves, oldest first."""
