"""The menus of the right mouse button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from playground.gui.canvas.hits import Hit
from playground.spec.experiment import Edge
from playground.spec.groups import called
from playground.spec.words import mark, tr

if TYPE_CHECKING:
    from playground.gui.canvas.editor import Editor


def menu_for(canvas: Editor, hit: Hit, at: QPointF) -> QMenu:
    """The menu for what lies under the pointer; ``at`` in scene coordinates."""
    if hit.node or hit.frame:
        return card_menu(canvas, hit.node or hit.frame)
    if hit.edge is not None:
        return edge_menu(canvas, hit.edge, at)
    return canvas_menu(canvas, at)


def card_menu(canvas: Editor, node: str) -> QMenu:
    """For a block or a group, or all selected ones where it is among them."""
    menu = QMenu(canvas)
    menu.setToolTipsVisible(True)
    group = canvas.selected_group
    if group:
        words = tr("Open") if group in canvas.shown.closed else tr("Close")
        menu.addAction(words + "\tO", lambda: canvas.toggle_group(group))
    if len(canvas.selection) == 1:
        if canvas.shown.source(node):
            menu.addAction(tr("Insert after…"), lambda: canvas.search_after(node))
        menu.addAction(tr("Rename") + "\tF2", canvas.rename_selected)
        menu.addSeparator()
    if group:
        menu.addAction(tr("Ungroup") + "\tCtrl+Shift+G", canvas.ungroup_selection)
        save = menu.addAction(tr("Save to my blocks"), canvas.save_own)
        save.setToolTip(tr("Keep the group in the palette, to be used again in any network."))
        menu.addAction(tr("Export block…"), lambda: canvas.export_wanted.emit(canvas.selected_piece()))
    else:
        menu.addAction(tr("Group") + "\tCtrl+G", canvas.group_selection)
    for id, words, act in (
        (canvas.group_to_join(), mark("Put into {name}"), canvas.join_group),
        (canvas.group_to_leave(), mark("Take out of {name}"), canvas.leave_group),
    ):
        if id:
            menu.addAction(tr(words, name=called(canvas.shown.groups[id])).replace("&", "&&"), act)
    menu.addSeparator()
    menu.addAction(tr("Duplicate") + "\tCtrl+D", canvas.duplicate_selection)
    menu.addAction(tr("Copy") + "\tCtrl+C", canvas.copy)
    menu.addAction(tr("Cut") + "\tCtrl+X", canvas.cut)
    menu.addSeparator()
    menu.addAction(tr("Delete") + "\tDel", canvas.delete_selection)
    menu.addAction(tr("Delete with its connections") + "\tShift+Del", lambda: canvas.delete_selection(heal=False))
    return menu


def edge_menu(canvas: Editor, edge: Edge, at: QPointF) -> QMenu:
    """For a connection."""
    menu = QMenu(canvas)
    menu.addAction(tr("Insert…"), lambda: canvas.search_on(edge, at))
    menu.addAction(tr("Delete") + "\tDel", canvas.delete_selection)
    return menu


def canvas_menu(canvas: Editor, at: QPointF) -> QMenu:
    """For the paper."""
    menu = QMenu(canvas)
    menu.addAction(tr("Add…") + "\tTab", lambda: canvas.search_block(at))
    paste = menu.addAction(tr("Paste") + "\tCtrl+V", lambda: canvas.paste(at))
    refusal = canvas.paste_refusal()
    paste.setEnabled(not refusal)
    paste.setToolTip(refusal or tr("Put the copied blocks here."))
    menu.setToolTipsVisible(True)
    menu.addSeparator()
    menu.addAction(tr("Select all") + "\tCtrl+A", canvas.select_all)
    menu.addAction(tr("Arrange") + "\tShift+A", canvas.arrange)
    menu.addAction(tr("Fit") + "\tF", canvas.fit)
    menu.addSeparator()
    menu.addAction(tr("Import block…"), canvas.import_wanted.emit)
    return menu
