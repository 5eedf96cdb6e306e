"""The way up: forms of the recapitulation against what they add up (pure).

`forms` and `reading` hold and read a form; `ladder` says which numbers a form adds up; `compare` finds the cells that
differ, `many` the same cells in tables of millions; `shifts` and `outcome` say what kind of difference it is and how
much of the margin it could move; `diff` puts it together; `signtest` and `findings` say what to look at.
"""
