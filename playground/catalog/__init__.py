"""Everything that can be chosen, one file per thing: blocks, activations, initializers, optimizers and so on.

A file dropped into one of the family folders is all it takes: palette, inspector form, shape check, file format,
exports, help and the contract test derive from the one class in it. Third parties add theirs through the
entry-point group ``playground.catalog``. No Qt here; torch only inside functions.
"""
