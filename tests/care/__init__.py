"""The use cases, played by people on a stage."""
