"""The way up: forms of the recapitulation against what they add up (pure).

`forms` and `reading` hold and read a form; `tree` says what lies in what, `ladder` which numbers a form adds up;
`compare` finds the cells that differ; `shifts` and `outcome` say what kind of difference it is and how much of the
margin it could move; `diff` puts it together; `signtest` and `findings` say what to look at.
"""
