"""Orders: what the physio decides about a plan, from the first tap to the moment it takes effect, and taking it back.

Every order goes the same way: chosen, reasoned, shown as the patient will read it, confirmed, and carried out once the
time to undo it is over. Must never judge an answer.
"""
