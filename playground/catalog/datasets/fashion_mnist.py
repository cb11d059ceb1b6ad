"""Fashion-MNIST."""

from __future__ import annotations

from playground.catalog.published import Published, four_files


class FashionMnist(Published):
    """70,000 pieces of clothing."""

    kind = "fashion_mnist"
    title = "Fashion-MNIST"
    letters = "FASH"
    summary = "70,000 pieces of clothing, 28 × 28 pixels, grey. 30.9 MB, downloaded on request."
    help = (
        "H. Xiao, K. Rasul and R. Vollgraf, 2017, of Zalando's articles. In the form of MNIST and harder: softmax "
        "regression gets about 84 of 100 right, a small convolutional network 91 to 93. Shirts are taken for T-shirts, "
        "pullovers and coats."
    )
    aliases = ("clothes", "zalando", "mnist", "download", "images", "pictures")
    order = 610
    classes = (
        *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
        *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    )
    # Sizes and SHA-256: tensorflow/datasets, tensorflow_datasets/url_checksums/fashion_mnist.txt. Address:
    # pytorch/vision, torchvision/datasets/mnist.py. Licence: https://github.com/zalandoresearch/fashion-mnist.
    source = four_files(
        "fashion_mnist",
        "MIT",
        "https://github.com/zalandoresearch/fashion-mnist",
        ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
        (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    )
