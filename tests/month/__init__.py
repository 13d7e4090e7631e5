"""A month of a clinic: forty patients who answer in varied ways, and a physio who has nothing but a phone."""
