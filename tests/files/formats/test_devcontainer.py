import pytest

from dotimg.errors import InputError
from dotimg.files.formats import read
from tests.files.formats.samples import DEVCONTAINER, at, found, origins, reasons, references
from tests.patience import patience


def test_the_image_is_found_among_comments() -> None:
    (use,) = found("devcontainer", DEVCONTAINER).uses
    assert use.reference == "mcr.microsoft.com/devcontainers/dotnet:8.0"
    assert at(DEVCONTAINER, use.span).endswith("/${localEnv:KIND:dotnet}:${localEnv:TAG:8.0}")
    assert origins(DEVCONTAINER, use.pieces)[1:] == ["dotnet", ":", "8.0"]


@pytest.mark.parametrize(
    ("image", "reference"),
    [
        ("a:1", "a:1"),
        (r"a\u003a1", "a:1"),
        (r"a\/b", "a/b"),
        ("${localEnv:A}:1", "given:1"),
        ("${env:A:x}:1", "given:1"),
        ("${localEnv:B:x:y}:1", "x:1"),
        ("${localEnv:B:}a", "a"),
    ],
)
def test_a_variable_is_what_was_given_or_its_default(image: str, reference: str) -> None:
    assert references("devcontainer", f'{{"image": "{image}"}}', A="given") == [reference]


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        ("a:${localEnv:TAG}", "the variable 'TAG' has no value in this file"),
        ("a:${containerEnv:TAG}", "'${containerEnv:TAG}' is known only when the container starts"),
        ("a:${localEnv:TAG", "'${localEnv:TAG' lacks its '}'"),
    ],
)
def test_what_has_no_value_is_skipped(image: str, reason: str) -> None:
    assert reason in reasons("devcontainer", f'{{"image": "{image}"}}')[0]


@pytest.mark.parametrize("text", ['{"image": null}', "[]", "{}", '{"image": {}}', '"image"'])
def test_other_values_name_no_image(text: str) -> None:
    assert found("devcontainer", text) == ((), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: a value is expected here, not the end of the file"),
        ('{\n"a": 1', "line 2: ',' is expected here, not the end of the file"),
        ('{\n"a" 1}', "line 2: ':' is expected here, not a word"),
        ("{\na: 1}", "line 2: invalid JSON in column 1"),
        ("{1: 1}", "line 1: a name in quotes is expected here, not a word"),
        ('{"a": "b\n"}', "line 1: invalid JSON in column 7"),
        ("{}\n/* x", "line 2: invalid JSON in column 1"),
        ("{} {}", "line 1: the end of the file is expected here, not '{'"),
        ('\n"\\x"', "line 2: a text has a wrong escape sequence"),
        ("[" * 300, "line 1: it is nested more than 200 levels deep"),
        ('{"a": ' * 300, "line 1: it is nested more than 200 levels deep"),
        ("[,]", "line 1: a value is expected here, not ','"),
    ],
)
def test_a_broken_file_is_refused_with_the_line(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read("devcontainer", text.encode(), {})
    assert str(caught.value) == said


def test_many_fields_take_no_more_than_their_number() -> None:
    with patience():
        read("devcontainer", b"{" + b'"a": 1,\n' * 100_000 + b"}", {})
