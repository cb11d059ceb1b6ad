"""The menus of the right mouse button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from playground.gui.canvas.scene import Hit
from playground.spec.experiment import Edge
from playground.spec.piece import MARK

if TYPE_CHECKING:
    from playground.gui.canvas.editor import Editor


def menu_for(canvas: Editor, hit: Hit, at: QPointF) -> QMenu:
    """The menu for what lies under the pointer; ``at`` in scene coordinates."""
    if hit.node:
        return card_menu(canvas, hit.node)
    if hit.edge is not None:
        return edge_menu(canvas, hit.edge, at)
    return canvas_menu(canvas, at)


def card_menu(canvas: Editor, node: str) -> QMenu:
    """For a block, or all selected ones where it is among them."""
    menu = QMenu(canvas)
    one = len(canvas.selection) == 1
    if one:
        menu.addAction("Insert after…", lambda: canvas.search_after(node))
        menu.addAction("Rename\tF2", canvas.rename_selected)
        menu.addSeparator()
    menu.addAction("Duplicate\tCtrl+D", canvas.duplicate_selection)
    menu.addAction("Copy\tCtrl+C", canvas.copy)
    menu.addAction("Cut\tCtrl+X", canvas.cut)
    menu.addSeparator()
    menu.addAction("Delete\tDel", canvas.delete_selection)
    menu.addAction("Delete with its connections\tShift+Del", lambda: canvas.delete_selection(heal=False))
    return menu


def edge_menu(canvas: Editor, edge: Edge, at: QPointF) -> QMenu:
    """For a connection."""
    menu = QMenu(canvas)
    menu.addAction("Insert…", lambda: canvas.search_on(edge, at))
    menu.addAction("Delete\tDel", canvas.delete_selection)
    return menu


def canvas_menu(canvas: Editor, at: QPointF) -> QMenu:
    """For the paper."""
    menu = QMenu(canvas)
    menu.addAction("Add…\tTab", lambda: canvas.search_block(at))
    paste = menu.addAction("Paste\tCtrl+V", lambda: canvas.paste(at))
    paste.setEnabled(MARK in canvas.clipboard_text())
    menu.addSeparator()
    menu.addAction("Select all\tCtrl+A", canvas.select_all)
    menu.addAction("Arrange\tShift+A", canvas.arrange)
    menu.addAction("Fit\tF", canvas.fit)
    return menu
