"""The self-test: everything that the catalogue lists is tried once, in the installation at hand.

`families` tries its entries, `ways` the ways in which steps are done, `trial` runs trials and tells how they went.
"""
