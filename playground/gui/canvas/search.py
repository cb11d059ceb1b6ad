"""Finding a block by what a person types."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playground.catalog.block import Block
from playground.catalog.entry import family
from playground.catalog.ready_group import ReadyGroup
from playground.gui.canvas.listed import Listed, of_block, of_own, of_ready
from playground.workbench.own_blocks import OwnBlock

Accept = Callable[[Listed], bool]


def all_blocks(own: Iterable[OwnBlock] = ()) -> list[Listed]:
    """Every block in palette order, ready groups and ``own``; last the blocks of which a network has only one."""
    blocks = [entry for entry in family("blocks").values() if issubclass(entry, Block)]
    ends = {block.group for block in blocks} - {block.group for block in blocks if not block.unique}
    groups = list(dict.fromkeys(block.group for block in blocks))
    ranked = sorted(blocks, key=lambda block: (block.group in ends, groups.index(block.group)))
    usual = [of_block(block) for block in ranked if block.group not in ends]
    ready = [of_ready(entry) for entry in family("ready").values() if issubclass(entry, ReadyGroup)]
    return [*usual, *ready, *map(of_own, own), *(of_block(block) for block in ranked if block.group in ends)]


def score(block: Listed, query: str) -> int:
    """How well ``block`` answers ``query``; 0 where it does not. Every word of the query has to be found."""
    words = query.lower().split()
    scores = [_word_score(block, word) for word in words]
    return 0 if not scores or min(scores) == 0 else sum(scores)


def _word_score(block: Listed, word: str) -> int:
    title = block.title.lower()
    names = [title, block.kind.lower(), *(alias.lower() for alias in block.aliases)]
    if word in names:
        return 100 if word == title else 90
    if title.startswith(word):
        return 80
    if any(part.startswith(word) for part in title.split()):
        return 70
    if any(name.startswith(word) for name in names):
        return 60
    if any(word in name for name in names):
        return 50
    if word in block.summary.lower():
        return 30
    if _scattered(word, title) or _scattered(word, block.kind.lower()):
        return 20
    return 0


def _scattered(word: str, text: str) -> bool:
    """Whether the letters of ``word`` come in ``text`` in this order."""
    letters = iter(text)
    return all(letter in letters for letter in word)


def found(query: str, accept: Accept = lambda block: True, own: Iterable[OwnBlock] = ()) -> list[Listed]:
    """The blocks that answer ``query``, best first; all in palette order where nothing is asked."""
    blocks = [block for block in all_blocks(own) if accept(block)]
    if not query.strip():
        return blocks
    scored = [(score(block, query), block) for block in blocks]
    return [block for value, block in sorted(scored, key=lambda pair: -pair[0]) if value]
