"""Blocks of a page -> what rich can print: headings, prose set for reading, alerts, programs."""

from typing import TYPE_CHECKING, ClassVar

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement
from rich.padding import Padding
from rich.segment import Segment
from rich.text import Text

from asynclearn.content.blocks import Alert, AlertKind, Block, Heading, Prose, Snippet
from asynclearn.terminal.code import Code
from asynclearn.terminal.links import with_usable_links

if TYPE_CHECKING:
    from markdown_it.token import Token

_WARNINGS = (AlertKind.WARNING, AlertKind.CAUTION)


class Bar:
    """A renderable with a bar at its left: it belongs together, and is not the text around it."""

    def __init__(self, content: RenderableType, style: str, mark: str = "│") -> None:
        self.content = content
        self.style = style
        self.mark = mark

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Renders the content two columns narrower and draws the bar before each line."""
        inner = options.update(width=max(options.max_width - 2, 1), height=None)
        bar = Segment(f"{self.mark} ", console.get_style(self.style, default="none"))
        for line in console.render_lines(self.content, inner, pad=False):
            yield bar
            yield from line
            yield Segment.line()


class _QuietCodeBlock(CodeBlock):
    """A fence in prose, without the background that rich gives it; as bare text only indented."""

    plain = False

    @classmethod
    def create(cls, markdown: Markdown, token: "Token") -> "_QuietCodeBlock":
        """A fence that knows how the page around it is shown."""
        block = cls(token.info.partition(" ")[0] or "text", "")
        block.plain = isinstance(markdown, PageMarkdown) and markdown.plain
        return block

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console, options
        program = Code(str(self.text), self.lexer_name, plain=self.plain)
        yield Padding(program, (0, 0, 0, 4)) if self.plain else Bar(program, "bar.program")


class PageMarkdown(Markdown):
    """Prose of a page."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": _QuietCodeBlock,
        "code_block": _QuietCodeBlock,
    }

    def __init__(self, markup: str, *, plain: bool = False) -> None:
        super().__init__(markup, hyperlinks=not plain)
        self.plain = plain
        for token in self.parsed:
            if token.children:
                token.children = list(with_usable_links(token.children, plain=plain))
            for child in token.children or ():
                # Without colour only the backticks say that a word is code.
                if plain and child.type == "code_inline":
                    child.content = f"`{child.content}`"


def show_page(title: str, markup: str, console: Console, *, plain: bool) -> None:
    """Prints a page with its title at the left margin."""
    console.print(Text(title, style="title"))
    console.print()
    console.print(PageMarkdown(markup, plain=plain))


def block_of(block: Block, *, plain: bool = False) -> RenderableType:
    """One block, with a blank line after it."""
    match block:
        case Heading():
            return _heading(block, plain=plain)
        case Prose():
            return _spaced(PageMarkdown(block.markdown, plain=plain))
        case Alert():
            return _alert(block, plain=plain)
        case Snippet():
            return _spaced(_program(block, plain=plain))


def _spaced(renderable: RenderableType) -> RenderableType:
    return Group(renderable, "")


def _heading(heading: Heading, *, plain: bool) -> RenderableType:
    if plain:
        return _spaced(PageMarkdown(heading.text, plain=True))
    style = "bold" if heading.level == 2 else "bold italic"  # noqa: PLR2004  (the first below the title)
    return Padding(PageMarkdown(heading.text), (1, 0, 1, 0), style=style)


def _alert(alert: Alert, *, plain: bool) -> RenderableType:
    label = alert.kind.value.capitalize()
    body = PageMarkdown(alert.markdown, plain=plain)
    if plain:
        return _spaced(Group(Text(f"{label}:"), body))
    tone = "warning" if alert.kind in _WARNINGS else "note"
    return _spaced(Bar(Group(Text(label, style=f"label.{tone}"), body), f"alert.{tone}"))


def _program(snippet: Snippet, *, plain: bool) -> RenderableType:
    return Code(snippet.source, first_line=snippet.location.line, plain=plain)
