import pytest

from tests.files.formats.samples import WORKFLOW, at, found, origins, reasons, references


def job(container: str, matrix: str) -> str:
    return f"jobs: {{a: {{strategy: {{matrix: {matrix}}}, container: '{container}'}}}}\n"


def test_the_images_of_jobs_services_and_steps_are_found_where_they_stand() -> None:
    given = found("workflow", WORKFLOW)
    assert [(use.reference, use.stage, at(WORKFLOW, use.span)) for use in given.uses] == [
        ("alpine:3.20", "db", "alpine:3.20"),
        ("ubuntu:24.04", "db", "ubuntu:24.04"),
        ("debian:12", "other", "debian:12"),
        *[
            (
                f"mcr.microsoft.com/dotnet/sdk:{version}",
                "build",
                "mcr.microsoft.com/dotnet/sdk:${{ matrix.sdk }}",
            )
            for version in ("8.0", "9.0", "10.0")
        ],
        (("mcr.microsoft.com/dotnet/runtime:8.0"), "build", "mcr.microsoft.com/dotnet/runtime:8.0"),
        (("mcr.microsoft.com/dotnet/aspnet:8.0"), "test", "mcr.microsoft.com/dotnet/aspnet:8.0"),
        (("mcr.microsoft.com/dotnet/sdk:9.0"), "", "mcr.microsoft.com/dotnet/sdk:9.0"),
    ]
    assert origins(WORKFLOW, given.uses[4].pieces) == ["mcr.microsoft.com/dotnet/sdk:", "9.0"]
    (skipped,) = given.skipped
    assert at(WORKFLOW, skipped.span) == "${{ inputs.cache }}"
    assert "'${{ inputs.cache }}' is known only when the workflow runs" in skipped.reason


@pytest.mark.parametrize(
    ("container", "matrix", "reason"),
    [
        ("x:${{ matrix.v }}", "{v: [8.0]}", "8.0 in the matrix is the number 8: put it in quotes"),
        ("x:${{ matrix.v }}", "{v: [3.10]}", "is the number 3.1"),
        ("x:${{ matrix.v }}", "{v: '${{ fromJSON(x) }}'}", "does not list the values of 'v'"),
        ("x:${{ matrix.v }}", "'${{ fromJSON(x) }}'", "does not list the values of 'v'"),
        ("x:${{ matrix.v }}", "{v: [{a: b}]}", "does not list the values of 'v'"),
        ("x:${{ matrix.v }}", "{v: ['${{ env.A }}']}", "'${{ env.A }}' is known only when"),
        ("x:${{ matrix.v }}", "{v: ['${{ matrix.v }}']}", "longer than the name of any image"),
        ("x:${{ matrix.v }}", f"{{v: [{'a,' * 257}]}}", "does not list the values of 'v'"),
        ("x:${{ matrix.v }}-${{ env.A }}", "{v: [y]}", "'${{ env.A }}' is known only"),
        ("${{ matrix.v || 1 }}", "{v: [y]}", "is known only when"),
        ("x:${{ matrix.v", "{v: [y]}", "lacks its '}}'"),
    ],
)
def test_what_the_file_does_not_tell_is_skipped(container: str, matrix: str, reason: str) -> None:
    assert references("workflow", job(container, matrix)) == []
    assert reason in reasons("workflow", job(container, matrix))[0]


@pytest.mark.parametrize(
    ("container", "matrix", "said"),
    [
        ("x:${{matrix.v}}", "{v: ['8.0', 9.5, 10]}", ["x:8.0", "x:9.5", "x:10"]),
        ("${{ matrix.v }}", "{v: [a, a]}", ["a", "a"]),
        ("${{ matrix.v }}", "{v: [a, '']}", ["a"]),
        ("${{ matrix.c.v }}", "{c: [{v: a}, {w: b}], include: [{c: {v: d}}]}", ["a", "d"]),
        ("${{ matrix.v }}-${{ matrix.v }}", "{v: [a, b]}", ["a-a", "b-b"]),
        ("${{ matrix.a }}:${{ matrix.v }}", "{a: [x, y], v: [1, 2]}", ["x:1", "x:2", "y:1", "y:2"]),
        ("x:${{ matrix.v }}", "{v: ['6.0', 7.5, 8.0]}", ["x:6.0", "x:7.5"]),
        (
            "${{ matrix.a }}:${{ matrix.v }}",
            "{a: [x, y], include: [{a: x, v: 1}, {a: z, v: 2}, {b: 1}]}",
            ["x:1", "z:2"],
        ),
        (
            "${{ matrix.a }}:${{ matrix.v }}",
            "{a: [x, y], v: [1, 2], exclude: [{a: x, v: 1}], include: [{v: 3, a: x}]}",
            ["x:2", "y:1", "y:2", "x:3"],
        ),
    ],
)
def test_each_entry_of_the_matrix_is_a_use(container: str, matrix: str, said: list[str]) -> None:
    assert references("workflow", job(container, matrix)) == said


@pytest.mark.parametrize(
    "text",
    [
        "jobs: {a: {steps: [{uses: actions/checkout@v4}, {run: 'image: x'}]}}",
        "runs: {using: docker, image: Dockerfile}",
        "jobs: {a: {container: }, b: {container: {}}, c: {services: {d: {}}}}",
        "jobs: {a: {uses: ./.github/workflows/x.yml, with: {image: x}}}",
        "jobs: 1",
        "",
    ],
)
def test_other_things_name_no_image(text: str) -> None:
    assert found("workflow", text) == ((), ())


def test_the_steps_of_a_composite_action_count() -> None:
    text = "runs: {using: composite, steps: [{uses: 'docker://alpine:3'}]}"
    assert references("workflow", text) == ["alpine:3"]
