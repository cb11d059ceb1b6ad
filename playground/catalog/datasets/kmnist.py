"""Kuzushiji-MNIST."""

from __future__ import annotations

from playground.catalog.published import Published, four_files


class Kmnist(Published):
    """70,000 characters of old Japanese hands."""

    kind = "kmnist"
    title = "KMNIST"
    letters = "KMN"
    summary = "70,000 old Japanese characters, 28 × 28 pixels, grey. 21.2 MB, downloaded on request."
    help = (
        "T. Clanuwat and others, 2018, from books of the centres for open data in the humanities and of Japanese "
        "literature. In the form of MNIST and harder, since one character was written in several quite different ways: "
        "a small convolutional network gets about 95 of 100 right."
    )
    aliases = ("kuzushiji", "japanese", "hiragana", "mnist", "download", "images", "pictures")
    order = 620
    classes = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
    # Sizes and SHA-256: tensorflow/datasets, tensorflow_datasets/url_checksums/kmnist.txt. Address: pytorch/vision,
    # torchvision/datasets/mnist.py. Licence: https://github.com/rois-codh/kmnist.
    source = four_files(
        "kmnist",
        "CC BY-SA 4.0",
        "https://github.com/rois-codh/kmnist",
        ("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
        (18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
        (29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
        (3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
        (5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
    )
