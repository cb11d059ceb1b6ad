"""MNIST."""

from __future__ import annotations

from playground.catalog.published import Published, four_files


class Mnist(Published):
    """70,000 handwritten digits."""

    kind = "mnist"
    title = "MNIST"
    letters = "MNIST"
    summary = "70,000 handwritten digits, 28 × 28 pixels, grey. 11.6 MB, downloaded on request."
    help = (
        "Y. LeCun, C. Cortes and C. J. C. Burges, 1998. Softmax regression gets about 92 of 100 right, a hidden layer "
        "98, a small convolutional network 99. 60,000 pictures to learn from and 10,000 to test, which come last here: "
        "with a test share of 1/7 the test part is the published one."
    )
    aliases = ("digits", "handwriting", "lecun", "download", "images", "pictures")
    order = 600
    classes = tuple("0123456789")
    # Sizes and SHA-256: tensorflow/datasets, tensorflow_datasets/url_checksums/mnist.txt. Second address and the same
    # files by MD5: pytorch/vision, torchvision/datasets/mnist.py. Licence: stated at
    # http://www.pymvpa.org/datadb/mnist.html.
    source = four_files(
        "mnist",
        "CC BY-SA 3.0",
        "http://yann.lecun.com/exdb/mnist/",
        ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"),
        (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    )
