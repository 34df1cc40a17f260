"""The concepts, one small file each. Pure Python, no third-party imports."""
