"""The rules of the house: who may know whom."""
