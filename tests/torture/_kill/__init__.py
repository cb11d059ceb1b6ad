"""What the kill trial is made of: a robot that works in the program, and who kills it and looks what is left."""
