"""How large, deep and many what comes from outside may be: every limit of a reader of files, in one place.

A file is refused with one sentence that names the limit and what was found. The limits let through all that the
program itself can write and what people are likely to have, and keep what was made to do harm from taking more than
about a gigabyte of memory, or the window more than about two seconds. `LIMITS` lists them for people:
``playground check --limits`` prints it.

Two limits stand at what they limit, since they are of a kind of data, not of files: the points that can be painted
(`playground.catalog.datasets.painted`) and the range of every setting (its ``param``).
"""

from __future__ import annotations

from playground.spec.words import mark

MB = 2**20

# ---------------------------------------------------------------- JSON

LONGEST_NAME = 100
"""Letters of a name or an id."""
LONGEST_WEIGHT = 4 * LONGEST_NAME
"""Of the name of a learned array: a block's id, the numbers of its copy and the array's own name."""
LONGEST_TEXT = 1_000_000
"""Letters of a text, such as the notes."""
LARGEST_INT = 2**63 - 1
DEEPEST_JSON = 100
"""Lists and objects in each other, of any JSON that is read: what reads or writes it goes down by calling itself."""
DEEPEST_SETTING = 20
"""Lists and objects in each other, of a setting's value."""
DEEPEST_LINK = 40
MOST_ITEMS = 10_000
"""Items of a list or an object that is the value of a setting."""
MOST_CONTAINERS = 1_000_000
"""Lists and objects of one JSON text: each takes about seventy bytes of memory, and three to write down."""
MOST_COMMAS = 5_000_000

# ---------------------------------------------------------------- networks

MOST_NODES = 10_000
"""Blocks of a network, copies counted."""
MOST_EDGES = 100_000
"""Connections of a network, copies counted; also weights that were set by hand."""
MOST_REPEATS = 1000
"""Copies of one group."""
MOST_REPEATING = 200
"""Groups of one network that repeat."""
MOST_TOLD = 100
"""Problems of one kind that are worked out with fixes; nobody reads more, and each fix holds a network."""
MOST_PIECE_NODES = 2000
MOST_PIECE_EDGES = 10 * MOST_PIECE_NODES
LONGEST_PIECE = 4_000_000
"""Letters of blocks as text: on the clipboard or in a ``.nnblock`` file."""
FARTHEST = 1e9
"""How far out a block of a file may lie, in units of the canvas: beyond, nothing can be drawn that is true."""
FARTHEST_PIECE = 1e6
"""The same for a pasted block."""

# ---------------------------------------------------------------- experiments on the disk

LARGEST_EXPERIMENT = 2 * 2**30
"""Bytes of an ``.nnp`` file, and of an array part in it."""
LARGEST_PART_OF_TEXT = 64 * MB
"""Bytes of a JSON part of it."""
MOST_PARTS = 20
LARGEST_DIRECTORY = 64 * 2**10
"""Bytes of the list of its parts."""
LARGEST_RATIO_OF_TEXT = 200
LARGEST_RATIO_OF_ARRAYS = 20
"""How many times as large as stored a part may be unpacked. The program stores weights as they are."""
RATIO_FROM = 16 * MB
"""Bytes up to which any ratio is taken."""
LARGEST_HISTORY = 256 * MB
MOST_CURVES = 50_000
"""Columns of the curves; a network as large as can be has two for every block."""
MOST_CURVE_NUMBERS = 30_000_000
LARGEST_HEAD = 32 * MB
"""Bytes of the names and shapes before the numbers of an array part."""

# ---------------------------------------------------------------- small files

LARGEST_BLOCK_FILE = 16 * MB
"""Bytes of a ``.nnblock`` file; the longest text takes less, four bytes for every letter."""
MOST_OWN_BLOCKS = 300
LARGEST_OWN_BLOCKS = 32 * MB
"""Bytes of all own blocks: they are read when the palette is shown."""
LARGEST_SETTINGS = MB
LARGEST_LANGUAGE = 4 * MB
LONGEST_TRANSLATION = 20_000
LONGEST_LINK = 1_000_000
LARGEST_LINK = 8 * MB
"""Bytes that a link may unpack to."""
LONGEST_PASTED = 20_000_000
"""Letters of a table that can be pasted; more is better read from a file."""

# ---------------------------------------------------------------- tables

MOST_TABLE_BYTES = 200_000_000
MOST_WIDE_TABLE_BYTES = 60_000_000
"""The same with a letter beyond U+FFFF, such as 😀: one makes every letter of a text take four bytes."""
MOST_TABLE_ROWS = 1_000_000
MOST_TABLE_LINES = 2 * MOST_TABLE_ROWS
"""Empty lines are passed over, but not without end."""
MOST_TABLE_COLUMNS = 1_000
MOST_TABLE_CLASSES = 1_000
LONGEST_TABLE_LINE = 4_000_000
"""Letters of one line of a table, or of the lines that quotes make one."""
LARGEST_NUMBER = 1e30
"""Larger numbers do not survive being squared in single precision, which training does at once."""

# ---------------------------------------------------------------- pictures

MOST_PIXELS = 50_000_000
"""A larger picture is refused before anything of it is decoded."""
MOST_PIXELS_WHOLE = 32_000_000
"""The same of formats other than JPEG, which are decoded whole, with up to four channels, twice and more."""
MOST_PIXELS_BESIDE = 8_000_000
"""Larger pictures are decoded one after the other: each takes up to a dozen bytes for a pixel."""
LONGEST_SIDE_OF_FILE = 100_000
"""Pixels of a side of a picture that is read; JPEG ends at 65,535."""
LARGEST_SIDE = 1024
"""Pixels of a side of what a network sees."""
MOST_PICTURE_FILES = 500_000
MOST_PICTURE_CLASSES = 10_000
LARGEST_PICTURE_FILE = 64_000_000
LARGEST_PICTURE_ZIP = 20_000_000_000
"""Bytes of all that lies in a zip, unpacked."""
LARGEST_PICTURE_RATIO = 200
"""How many times as large as packed a file of pictures may be unpacked; pictures are packed already."""
MOST_PICTURE_BYTES = 8_000_000_000
"""What all pictures of a set may take as bytes, and what the cache of sets may take."""
MOST_PICTURES = 20_000_000
"""Of pictures of a few pixels: their labels are in memory all at once."""
LARGEST_LABELS = 200_000_000
"""Bytes of the labels of an array of pictures, which are in memory all at once."""
LARGEST_BY_COLUMNS = 400_000_000
"""Bytes of a packed array whose columns lie together, which can only be read as a whole."""
LONGEST_PIXEL_LINE = 20_000_000

LIMITS: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = (
    (
        mark("Networks"),
        (
            (mark("blocks, copies counted"), MOST_NODES),
            (mark("connections, copies counted"), MOST_EDGES),
            (mark("copies of a group"), MOST_REPEATS),
            (mark("groups that repeat"), MOST_REPEATING),
            (mark("letters of a name"), LONGEST_NAME),
            (mark("letters of the notes"), LONGEST_TEXT),
            (mark("blocks on the clipboard or in a file of blocks"), MOST_PIECE_NODES),
        ),
    ),
    (
        mark("Files of experiments"),
        (
            (mark("bytes of a file"), LARGEST_EXPERIMENT),
            (mark("bytes of its text, unpacked"), LARGEST_PART_OF_TEXT),
            (mark("times its size that text may unpack to"), LARGEST_RATIO_OF_TEXT),
            (mark("times their size that weights may unpack to"), LARGEST_RATIO_OF_ARRAYS),
            (mark("lists and objects in each other"), DEEPEST_JSON),
            (mark("lists and objects in all"), MOST_CONTAINERS),
            (mark("characters of a link"), LONGEST_LINK),
        ),
    ),
    (
        mark("Tables"),
        (
            (mark("bytes of a file"), MOST_TABLE_BYTES),
            (mark("bytes of a file with letters beyond U+FFFF"), MOST_WIDE_TABLE_BYTES),
            (mark("rows"), MOST_TABLE_ROWS),
            (mark("columns"), MOST_TABLE_COLUMNS),
            (mark("classes"), MOST_TABLE_CLASSES),
            (mark("letters of a line"), LONGEST_TABLE_LINE),
            (mark("largest number"), LARGEST_NUMBER),
            (mark("letters that can be pasted"), LONGEST_PASTED),
        ),
    ),
    (
        mark("Pictures"),
        (
            (mark("pixels of a JPEG"), MOST_PIXELS),
            (mark("pixels of another picture"), MOST_PIXELS_WHOLE),
            (mark("pixels of a side of what a network sees"), LARGEST_SIDE),
            (mark("files"), MOST_PICTURE_FILES),
            (mark("classes"), MOST_PICTURE_CLASSES),
            (mark("bytes of a file of a folder or zip"), LARGEST_PICTURE_FILE),
            (mark("bytes of a zip, unpacked"), LARGEST_PICTURE_ZIP),
            (mark("times its size that a packed file may unpack to"), LARGEST_PICTURE_RATIO),
            (mark("bytes of all pictures of a set"), MOST_PICTURE_BYTES),
            (mark("pictures of a file of numbers"), MOST_PICTURES),
        ),
    ),
)
"""Headings, and below each what is limited and the most that is taken."""
