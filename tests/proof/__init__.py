"""What a clinic writes is read, proved and said as promised."""
