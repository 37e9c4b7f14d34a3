import pytest


@pytest.fixture(autouse=True)
def _stranger(stranger: None) -> None:
    pass
