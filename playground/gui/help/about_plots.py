"""What every plot shows, and what can be read from it about training."""

from __future__ import annotations

from playground.spec.words import mark

PLOTS: dict[str, tuple[str, str]] = {
    "Loss": (
        "The loss of every batch, faint, and the loss over the whole train, dev and test parts. It should fall. Train "
        "falls and dev rises: the network learns its examples by heart (overfitting): more data, a penalty, dropout or "
        "fewer units help. Both stay high: it is too small or learns too slowly (underfitting). A curve that jumps "
        "up and down asks for a smaller learning rate or a larger batch.",
        "J = 1/m · Σ L(ŷ, y)",
    ),
    "Metrics": (
        "How good the predictions are, in a number that people care for, such as the share of examples that are "
        "classified rightly. Training makes the loss small, not the metric: the two need not move together.",
        mark("accuracy = right / all"),
    ),
    "Gradients": (
        "The length of the gradient in every layer at every step. Layers near the input with gradients many times "
        "smaller than the last one's learn hardly anything (vanishing gradients); gradients that grow step by step "
        "end in numbers that are too large (exploding gradients).",
        "‖∂J/∂W‖",
    ),
    "Update ratios": (
        "How large the step of every layer is beside its weights. About 1/1000 is sound; much more tears down what was "
        "learned, much less is hardly learning. The learning rate moves all of them at once.",
        "‖ΔW‖ / ‖W‖",
    ),
    "Learning rate": (
        "The learning rate of every step, as the schedule makes it from the base rate.",
        mark("α(epoch)"),
    ),
    "Dead units": (
        "The share of units in every layer that answer the same to all examples: a ReLU unit whose sum is never above "
        "0 gives 0 for everything, has no gradient and never learns again. A smaller learning rate, He initialization "
        "or leaky ReLU keep units alive.",
        mark("share of units with A = 0 for every example"),
    ),
    "Histograms": (
        "How activations, weights or gradients of a layer are spread, from the first epoch to now. Activations that "
        "crowd at the ends of tanh or sigmoid are saturated and pass on hardly any gradient.",
        "",
    ),
    "Values now": (
        "How activations, weights or gradients are spread now, one layer beside the other. Layers that differ by "
        "powers of ten were initialized on the wrong scale.",
        "",
    ),
    "Decision surface": (
        "What the network predicts for every input of the plane, from orange (−) to blue (+), with the examples over "
        "it. It bends where units bend it: a hovered unit shows its own map here. A click on an example shows its way "
        "through the network. Data of classes that no plane can show have their confusion matrix here: rows are the "
        "truth, columns what was predicted.",
        "ŷ = f(x₁, x₂)",
    ),
}
"""By the plot's title: help, and formula."""

PLACES: dict[str, tuple[str, str]] = {
    "canvas": (
        "The canvas",
        "The network, from input to output. Drag blocks here, or double-click and type; drag from port to port to "
        "connect. A selected block is explained and set in the inspector. While it trains, each card shows how its "
        "layer is doing. Delete removes a block and closes the gap; everything can be undone.",
    ),
    "transport": (
        "Playing",
        "Play trains until you pause: nothing that you change stops it. Step trains one batch, Epoch once through the "
        "training set. Reset goes back to the same first weights, New weights draws others: the seed says which. The "
        "slider sets the speed, from one step a second to as fast as it goes; beside it stands until when it trains. "
        "Pin keeps the curves behind those of the next run.",
    ),
    "timeline": (
        "The time line",
        "Training leaves places here. Drag the handle to one and everything is as it was then: weights, surface, "
        "figures. Play goes on from there as a branch; what came after the place stays as a pinned curve.",
    ),
    "slow_motion": (
        "Slow motion",
        "One training step in its phases: the batch goes in, every layer computes forward, the loss compares, the "
        "gradients flow back, the optimizer moves the weights. On the blocks stand the mean over the batch and, "
        "in the colour of gradients, the sum over its examples of the loss's gradient. All numbers are those of the "
        "step itself; it is trained when the update is reached, not before.",
    ),
    "maths": (
        "Maths",
        "What the selected layer computes, with the numbers of the example that is looked into: forward, the loss, and "
        "the gradients back. Examples stand in columns, units in rows. Large matrices are cut with dots.",
    ),
    "data": (
        "The data",
        "What the network learns from. Examples are parted into train (it learns from these), dev (you choose settings "
        "by these) and test (looked at last). A change of the data keeps the weights.",
    ),
    "inspector": (
        "The inspector",
        "What is selected, explained and changed; with nothing selected, how the network is trained. Point at a "
        "setting and press F1 to read what it does.",
    ),
    "many": (
        "Many runs",
        "The present experiment many times at once, side by side on the same batches, while your own run rests. Seeds "
        "tells how much of a result is luck, Learning rates and Optimizers which of them suits the task; any other "
        "setting may vary that changes neither data nor batches nor shapes. The thin lines are all runs, the thick one "
        "is their median, and half of them lie in the band. Click a run to see it on the large surface, keep it and "
        "it is the experiment, with its weights, its step and its curve. The mean prediction of all is that of an "
        "ensemble: it is often better than most of its members.",
    ),
    "gallery": (
        "The gallery",
        "All pictures of the data: of one part, of one class, or those that the network takes rightly or wrongly. A "
        "click chooses a picture for all views, Enter looks inside. The next batch shows what the network really gets: "
        "normalized, and with the steps of the augmentation.",
    ),
    "mistakes": (
        "Mistakes",
        "The confusion matrix: rows are the truth, columns what was predicted. A click on a cell shows its examples; "
        "else all mistakes stand there, the surest first: often a wrong label, or a picture that asks for "
        "augmentation. Below, every class by itself: precision (right among those predicted so), recall (found among "
        "those that are so) and F1, their harmonic mean.",
    ),
    "draw": (
        "Draw",
        "Draw with the mouse, paste or drop a picture, or take one of the data, and see what the network says, also "
        "while it trains. The small picture is what it gets, as large as an example; Centre it puts the drawing where "
        "examples have theirs. Opened layers and Look inside can show the drawing, too.",
    ),
    "look_inside": (
        "Look inside",
        "What becomes of one picture: the feature maps of every layer, and of the chosen map its filter, a picture "
        "that it likes (climbed up its gradient) and the examples that excite it most. Point at a place of the map to "
        "see its receptive field on the picture. Over the picture lies on wish what mattered for a class: the "
        "gradient's size (saliency), what is lost where a square covers it (occlusion), where a layer speaks for the "
        "class (class activation). Page up and Page down go from example to example.",
    ),
    "lab": (
        "The kernel laboratory",
        "A kernel slides over a picture, and every sum is written out: choose one that finds edges, blurs or sharpens, "
        "or type its numbers. Stride and padding set how large the output is. What networks call convolution is the "
        "cross-correlation; the true convolution, beside it, turns the kernel by 180° first.",
    ),
    "costs": (
        "What every block costs",
        "The shape, the parameters, the multiply-adds for one example, how much of the input one place sees, the "
        "memory of activations for a batch and what the optimizer keeps: of every block, with the sums of groups. A "
        "click on a heading sorts, a row selects its block.",
    ),
    "problems": (
        "Problems",
        "What keeps the network from being trained, and what is likely to go wrong, each with a click that mends it.",
    ),
}
"""Parts of the window: title, and help."""
