"""Classic architectures have the published sizes, and are what their papers say."""

from __future__ import annotations

from math import prod

import pytest

from playground.catalog.analysis import Analysis, analyse
from playground.catalog.architecture import Architecture, begun, changed_by_hand, form_of, forms, made, remade
from playground.catalog.entry import family
from playground.catalog.heavy import heavy
from playground.spec.edits import MoveNodes, Set
from playground.spec.experiment import Experiment
from playground.spec.groups import expanded, with_group
from playground.spec.json import experiment_from_json, experiment_to_json
from playground.spec.problems import PlaygroundError
from playground.spec.remaking import Remake
from playground.spec.values import Choice, Values

ALL = {
    id: choice
    for entry in family("architectures").values()
    if issubclass(entry, Architecture)
    for id, choice in forms(entry).items()
}
PUBLISHED = {
    # LeCun and others, 1998, layer by layer: C1 156, C3 2,416 (seeing all six maps), C5 48,120, F6 10,164, output 850
    "lenet5": 156 + 2_416 + 48_120 + 10_164 + 850,
    "lenet5_classic": 61_706,
    # Krizhevsky and others, 2012: 60 million. 34,944 + 307,456 + 885,120 + 663,936 + 442,624 + 37,752,832 + 16,781,312
    # + 4,097,000 with two groups in the second, fourth and fifth convolution, as in Caffe's model of the paper
    "alexnet": 60_965_224,
    # torchvision, docs of AlexNet_Weights.IMAGENET1K_V1: num_params
    "alexnet_one_tower": 61_100_840,
    # torchvision, VGG16_Weights.IMAGENET1K_V1; Simonyan and Zisserman, 2015, table 2: 138 million
    "vgg16": 138_357_544,
    # torchvision, ResNet18_Weights.IMAGENET1K_V1
    "resnet18": 11_689_512,
    # torchvision, ResNet50_Weights.IMAGENET1K_V1
    "resnet50": 25_557_032,
    # Caffe's bvlc_googlenet without the two helping outputs
    "inception_v1": 6_998_552,
    # Keras, MobileNet: 4,253,864 with 21,888 running averages; Howard and others, 2017, table 8: 4.2 million
    "mobilenet_v1": 4_253_864 - 21_888,
    # torchvision, MobileNet_V2_Weights.IMAGENET1K_V1; Sandler and others, 2018, table 4: 3.4 million
    "mobilenet_v2": 3_504_872,
    # torchvision, EfficientNet_B0_Weights.IMAGENET1K_V1; Tan and Le, 2019, table 2: 5.3 million
    "efficientnet_b0": 5_288_548,
    # He and others, 2016, table 6: 0.27 million for both, whose ways round have no numbers; here two of them are
    # projections with batch norm, 16 · 32 + 32 · 64 + 2 · (32 + 64) more
    "plain20": 269_722,
    "resnet20": 269_722 + 16 * 32 + 32 * 64 + 2 * (32 + 64),
}
GIGA = {
    # torchvision's docs: GFLOPS of the weights above (multiply-adds of convolutions and dense layers)
    "alexnet_one_tower": 0.71,
    "vgg16": 15.47,
    "resnet18": 1.81,
    "resnet50": 4.09,
    "mobilenet_v2": 0.3,
    "efficientnet_b0": 0.39,
}
WEIGHTED = ("conv", "depthwise_conv", "pointwise_conv", "dense", "output")


def looked_over(choice: Choice) -> tuple[Experiment, Analysis]:
    experiment = begun(choice)
    return experiment, analyse(experiment)


def layers(experiment: Experiment, *kinds: str) -> int:
    return sum(node.kind in kinds for node in expanded(experiment).network.nodes)


@pytest.mark.parametrize("id", PUBLISHED)
def test_size_is_the_published_one(id: str) -> None:
    _, analysis = looked_over(ALL[id])
    assert analysis.parameters == PUBLISHED[id]


@pytest.mark.parametrize("id", ALL)
def test_each_is_in_order_and_has_the_size_that_it_says(id: str) -> None:
    experiment, analysis = looked_over(ALL[id])
    assert [problem.sentence for problem in analysis.problems if problem.severity != "hint"] == []
    entry = family("architectures")[ALL[id].kind]
    assert issubclass(entry, Architecture)
    assert analysis.parameters == entry.sizes[form_of(ALL[id])]
    assert analysis.facts is not None
    channels, high, wide = analysis.facts.input_shape
    assert f"{high}×{wide}×{channels}" == entry.sees[form_of(ALL[id])]
    assert entry.year > 1990
    assert entry.source
    assert experiment_from_json(experiment_to_json(experiment)) == experiment


@pytest.mark.parametrize("id", ALL)
def test_small_forms_train_and_the_others_wait_until_they_are_wanted(id: str) -> None:
    _, analysis = looked_over(ALL[id])
    small = "small" in id or id.startswith("lenet5") or id in ("resnet20", "plain20")
    assert heavy(analysis) != small


@pytest.mark.parametrize("id", GIGA)
def test_multiply_adds_are_the_published_ones(id: str) -> None:
    experiment, analysis = looked_over(ALL[id])
    kinds = {node.id: node.kind for node in expanded(experiment).network.nodes}
    weighted = sum(analysis.signatures[id].multiply_adds for id, kind in kinds.items() if kind in WEIGHTED)
    assert round(weighted / 1e9, 2) == GIGA[id]


@pytest.mark.parametrize(
    ("width", "depth", "resolution", "size"),
    [
        # torchvision's EfficientNet_B1_Weights to EfficientNet_B7_Weights; factors of Tan and Le's own code
        (1.0, 1.1, 240, 7_794_184),
        (1.1, 1.2, 260, 9_109_994),
        (1.2, 1.4, 300, 12_233_232),
        (1.4, 1.8, 380, 19_341_616),
        (1.6, 2.2, 456, 30_389_784),
        (1.8, 2.6, 528, 43_040_704),
        (2.0, 3.1, 600, 66_347_960),
    ],
)
def test_scalings_of_efficientnet(width: float, depth: float, resolution: int, size: int) -> None:
    settings = Values(width=width, depth=depth, resolution=resolution)
    _, analysis = looked_over(Choice("efficientnet_b0", settings))
    assert analysis.parameters == size
    assert analysis.signatures["input1"].output == (3, resolution, resolution)


def test_vgg_with_batch_norm() -> None:
    _, analysis = looked_over(Choice("vgg16", Values(batch_norm=True)))
    assert analysis.parameters == 138_365_992, "torchvision, VGG16_BN_Weights.IMAGENET1K_V1"


def test_inception_modules_are_those_of_the_papers_table() -> None:
    """Szegedy and others, 2015, table 1, in units of 1024; 463 for 4c and 1072 for 5a do not follow from theirs."""
    experiment, analysis = looked_over(Choice("inception_v1"))
    table = {"3a": 159, "3b": 380, "4a": 364, "4b": 437, "4d": 580, "4e": 840, "5b": 1388}
    outputs = {"3a": 256, "3b": 480, "4a": 512, "4b": 512, "4c": 512, "4d": 528, "4e": 832, "5a": 832, "5b": 1024}
    groups = {group.id: group for group in experiment.network.groups}
    for name, thousand in table.items():
        count = analysis.count(groups[f"group_{name}"].members)
        assert count / 1024 == pytest.approx(thousand, rel=0.02), name
    for name, channels in outputs.items():
        assert analysis.signatures[f"inception_{name}_concat"].output[0] == channels
    assert analysis.signatures["inception_5b_concat"].output == (1024, 7, 7)


def test_layers_that_the_names_count() -> None:
    for id, count in {"vgg16": 16, "alexnet": 8, "plain20": 20, "lenet5": 5}.items():
        assert layers(begun(ALL[id]), "conv", "dense", "output") == count
    for id, count, projections in (("resnet18", 18, 3), ("resnet50", 50, 4), ("resnet20", 20, 2)):
        assert layers(begun(ALL[id]), "conv", "output") == count + projections


def test_stages_have_the_papers_shapes() -> None:
    _, analysis = looked_over(Choice("resnet50"))
    shapes = [analysis.signatures[analysis.last(f"conv{stage}_2_relu")].output for stage in (2, 3, 4, 5)]
    assert shapes == [(256, 56, 56), (512, 28, 28), (1024, 14, 14), (2048, 7, 7)]
    _, analysis = looked_over(Choice("vgg16"))
    assert [analysis.signatures[f"pool{n}"].output[1] for n in range(1, 6)] == [112, 56, 28, 14, 7]
    assert prod(analysis.signatures["pool5"].output) * 4096 == 102_760_448


def test_an_architecture_is_made_anew_with_other_settings() -> None:
    experiment = begun(Choice("efficientnet_b0"))
    assert not changed_by_hand(experiment.network)
    wider = remade(experiment, Choice("efficientnet_b0", Values(width=1.2, resolution=300)))
    assert wider.network.origin == Choice("efficientnet_b0", Values(width=1.2, resolution=300))
    assert wider.data.source.params["height"] == wider.data.source.params["width"] == 300
    assert wider.training is experiment.training
    edit = Remake(network=wider.network, data=wider.data, label="Set width", key="width")
    assert edit.apply(experiment) == wider
    assert edit.apply(wider) is wider
    assert edit.merge_key == ("remake", "width")
    assert Remake(network=wider.network, label="Set form").merge_key is None


def test_what_is_open_stays_open_when_it_is_made_anew() -> None:
    experiment = begun(Choice("resnet18"))
    edit = with_group(experiment.network, "group_conv3_1", "Open", closed=False)
    opened = edit.apply(experiment)
    assert opened != experiment
    again = remade(opened, Choice("resnet18", Values(form="small")))
    assert not next(group for group in again.network.groups if group.id == "group_conv3_1").closed


def test_changes_by_hand_are_known_and_moves_are_none() -> None:
    experiment = begun(Choice("lenet5"))
    moved = MoveNodes(positions=Values(c1=(10.0, 20.0))).apply(experiment)
    assert not changed_by_hand(moved.network)
    changed = Set(path=("network", "c1", "filters"), value=8).apply(experiment)
    assert changed_by_hand(changed.network)


def test_an_origin_that_is_not_known_or_wrong_is_left_alone() -> None:
    data = experiment_to_json(begun(Choice("lenet5")))
    data["network"]["origin"] = {"kind": "lenet6", "depth": 3}
    read = experiment_from_json(data)
    assert read.network.origin == Choice("lenet6", Values(depth=3))
    assert not changed_by_hand(read.network)
    assert experiment_to_json(read) == data
    data["network"]["origin"] = "lenet5"
    with pytest.raises(PlaygroundError, match=r'network\.origin: must be an object with a "kind", not "lenet5"'):
        experiment_from_json(data)
    with pytest.raises(PlaygroundError, match="lenet6"):
        made(Choice("lenet6"))


def test_a_large_one_says_that_it_waits_and_offers_its_small_form() -> None:
    experiment, analysis = looked_over(Choice("vgg16", Values(batch_norm=True)))
    (hint,) = (problem for problem in analysis.problems if "press Play" in problem.sentence)
    assert "138,365,992 parameters" in hint.sentence
    (fix,) = hint.fixes
    small = fix.edit.apply(experiment)
    assert small.network.origin == Choice("vgg16", Values(batch_norm=True, form="small"))
    assert small.data.source.kind == "shapes"
    assert not any("press Play" in problem.sentence for problem in analyse(small).problems)
