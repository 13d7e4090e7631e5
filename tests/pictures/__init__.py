"""Charts that a physio reads on a phone."""
