"""Small dense networks in a machine of their own: a tape becomes a program for a little virtual machine in C.

`source` has the machine, `build` compiles it, `library` loads it; `elementwise` and `rowwise` say how each ATen
operation is done, `lowering` turns a tape into a program with them, `program` lays it out in memory, `machine` runs it;
`stepper` keeps the contract of a step, and `orders` draws the epochs' orders as NumPy does.
"""
