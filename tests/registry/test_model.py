from dotimg.registry.model import Comparison, Layer, compare, platform_image, total

BASE, RUNTIME, APP, SDK = (Layer(f"sha256:{size}", size) for size in (30, 70, 5, 200))


def test_what_is_shared_and_what_is_new() -> None:
    first = {"linux/amd64": platform_image("sdk", [BASE, RUNTIME, SDK])}
    second = {"linux/amd64": platform_image("app", [BASE, RUNTIME, APP])}
    (pair,) = compare(first, second).pairs
    assert (pair.shared, pair.new) == ((BASE, RUNTIME), (APP,))
    assert (pair.first.size, pair.second.size, pair.together) == (300, 105, 305)


def test_the_same_image_leaves_nothing_to_pull() -> None:
    image = {"linux/amd64": platform_image("a", [BASE, RUNTIME])}
    (pair,) = compare(image, image).pairs
    assert (pair.new, total(pair.shared), pair.together) == ((), 100, 100)


def test_a_layer_that_stands_twice_counts_once() -> None:
    assert platform_image("a", [BASE, RUNTIME, BASE]).layers == (BASE, RUNTIME)


def test_platforms_that_only_one_offers() -> None:
    image = platform_image("a", [BASE])
    found = compare(
        {"linux/amd64": image, "linux/arm/v7": image},
        {"linux/amd64": image, "windows/amd64:10.0.20348": image},
    )
    assert [pair.platform for pair in found.pairs] == ["linux/amd64"]
    assert found[1:] == (("linux/arm/v7",), ("windows/amd64:10.0.20348",))


def test_nothing_in_common() -> None:
    image = platform_image("a", [BASE])
    found = compare({"linux/arm64/v8": image}, {"linux/amd64": image})
    assert found == Comparison((), ("linux/arm64/v8",), ("linux/amd64",))
