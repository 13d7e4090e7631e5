"""The figures: Strideback side by side with what a clinic would use instead, on the machine at hand.

Must never assert seconds; it measures, prints, and says of each promise whether it was kept.
"""
