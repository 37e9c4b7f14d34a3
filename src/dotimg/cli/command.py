"""A command and the layout of its help: summary, examples, options in groups."""

from collections import defaultdict

import click

from dotimg.cli.common_options import CommonOption

# The section that an option stands in, by its name; the others are under "Options".
_SECTIONS = {
    "Image": (
        "purpose",
        "version",
        "os",
        "arch",
        "app",
        "distroless",
        "globalization",
        "composite",
    ),
    "Project": ("project", "sdk_version", "msbuild", "build_arg", "target"),
    "Registry": ("registry", "live", "timeout", "plain_http", "insecure", "no_cache"),
    "Output": ("format", "output"),
}
_SECTION = {name: section for section, names in _SECTIONS.items() for name in names}
_ORDER = ("Image", "Options", "Project", "Registry", "Output", "Common options")


class WithExamples(click.Command):
    """A command whose help has its examples under a heading."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, then its examples."""
        del ctx
        prose, examples = _split(without_indent(self.help or ""))
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(prose)
        with formatter.section("Examples"):
            for line in examples:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes; click would look for indents in them."""
        del ctx
        if self.epilog:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(self.epilog)


class Command(WithExamples):
    """A command whose help has its options in sections, by what they are for."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, those of a kind together."""
        sections: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in self.get_params(ctx):
            record = one.get_help_record(ctx)
            if record and isinstance(one, click.Option):
                sections[_section(one)].append(record)
        for name in _ORDER:
            if rows := sections[name]:
                with formatter.section(name):
                    formatter.write_dl(rows)


def _section(parameter: click.Parameter) -> str:
    if isinstance(parameter, CommonOption) or parameter.is_eager:
        return "Common options"
    return _SECTION.get(parameter.name or "", "Options")


def without_indent(docstring: str) -> str:
    """A docstring of ours as `inspect.cleandoc` gives it, which takes long to load."""
    from textwrap import dedent

    first, _, rest = docstring.partition("\n")
    return f"{first}\n{dedent(rest)}".strip()


def _split(text: str) -> tuple[str, list[str]]:
    """A command's help without its paragraphs of examples, and their lines."""
    prose, examples = [], []
    for paragraph in text.split("\n\n"):
        if paragraph.startswith("\b") and "dotimg " in paragraph:
            examples += paragraph.removeprefix("\b").strip("\n").split("\n")
        else:
            prose.append(paragraph)
    return "\n\n".join(prose), examples
