"""Plan updates: whom a new version of the content touches and how, and taking it to those under way, one by one.

Must never know where content lies or how it is kept.
"""
