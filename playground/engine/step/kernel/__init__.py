"""Small dense networks in a machine of their own: a tape becomes a program for a little virtual machine in C.

`source` has the machine, `build` compiles it, `library` loads it, `operations` says how each ATen operation is done,
`program` lays a program out in memory, `stepper` runs it, and `orders` draws the epochs' orders as NumPy does.
"""
