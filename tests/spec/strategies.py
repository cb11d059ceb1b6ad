"""Experiments of all kinds, for property tests: also with kinds and settings that no catalogue has."""

from __future__ import annotations

from hypothesis import strategies as st

from playground.spec.experiment import Data, Edge, Experiment, Network, Node, Training
from playground.spec.limits import FARTHEST
from playground.spec.values import Choice, Values

names = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]),  # printable
    min_size=1,
    max_size=12,
)
texts = st.text(st.characters(codec="utf-8"), max_size=30)
numbers = st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | texts
settings_names = names.filter(lambda name: name != "kind")

values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(settings_names, inner, max_size=3).map(Values),
        st.builds(Choice, names, st.dictionaries(settings_names, inner, max_size=3).map(Values)),
    ),
    max_leaves=6,
)
params = st.dictionaries(settings_names, values, max_size=4).map(Values)
choices = st.builds(Choice, names, params)
positions = st.tuples(st.floats(-FARTHEST, FARTHEST), st.floats(-FARTHEST, FARTHEST))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Graphs of any form, loops and stray edges included."""
    ids = draw(st.lists(names, max_size=5, unique=True))
    nodes = tuple(
        Node(id=id, kind=draw(names), params=draw(params), position=draw(positions), name=draw(names | st.just("")))
        for id in ids
    )
    edges = draw(
        st.lists(
            st.builds(Edge, source=names, target=st.sampled_from(ids) if ids else names, port=st.integers(0, 9)),
            max_size=5,
        )
    )
    return Network(nodes=nodes, edges=tuple(edges))


experiments = st.builds(
    Experiment,
    network=networks(),
    data=st.builds(
        Data,
        source=choices,
        train=st.floats(0, 1),
        dev=st.floats(0, 1),
        stratify=st.booleans(),
        normalize=st.booleans(),
        seed=st.integers(0, 2**31 - 1),
    ),
    training=st.builds(
        Training,
        optimizer=choices,
        schedule=choices,
        batch_size=st.integers(1, 10**6),
        l2=st.floats(0, 1000),
        clip=st.sampled_from(["none", "norm", "value"]),
        epochs=st.integers(0, 10**7),
        early_stopping=st.booleans(),
    ),
    seed=st.integers(0, 2**31 - 1),
    notes=texts,
)
