"""The promises of Strideback, as sentences that can fail."""
