"""Where what runs images names port 80 of a container, and where it is another 80."""

from pathlib import Path

import pytest

from dotimg.upgrade.move.ports import of_tree


def lines(folder: Path, text: str) -> list[int]:
    (folder / "compose.yaml").write_text(f"services:\n{text}\n")
    return [place.line for place in of_tree(str(folder)).named]


@pytest.mark.parametrize(
    "line",
    [
        '    ports: ["8080:80"]',
        '      - "5000:80/tcp"',
        "      - ${PORT}:80",
        '      - "80"',
        "      - 80",
        '    expose: ["80"]',
        "        target: 80",
        "        - containerPort: 80",
        "      targetPort: 80",
        "    - port: 80",
        "      URL: http://web:80/health",
    ],
)
def test_the_port_of_a_container_is_named(tmp_path: Path, line: str) -> None:
    assert lines(tmp_path, line) == [2]


@pytest.mark.parametrize(
    "line",
    [
        '      - "80:8080"',
        "      - 80:8080/tcp",
        "        averageUtilization: 80",
        "      memory: 80M",
        "      - 80%",
        '      - "10.80.0.1:8080"',
        "      image: web:80.1",
        "      # - 80",
        "      - 8080:8080",
    ],
)
def test_another_80_is_none(tmp_path: Path, line: str) -> None:
    assert lines(tmp_path, line) == []
