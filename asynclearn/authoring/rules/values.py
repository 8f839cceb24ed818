"""What is printed must not come from this machine or this moment."""

import ast
import re
from collections.abc import Iterable, Iterator

from asynclearn.authoring.page import Page
from asynclearn.authoring.programs import in_order, read_claimed
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.authoring.source.code import Code, last_name
from asynclearn.authoring.source.flow import Step, is_printed, reaches
from asynclearn.content.blocks import ExpectedOutput, Snippet, WrongPrediction


def compared(_: ast.AST, holder: ast.AST) -> bool:
    """Whether of a value only a comparison is left."""
    return isinstance(holder, ast.Compare)


_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


def _memory_address(page: Page) -> Iterator[Mark]:
    for snippet in page.run:
        for line, text in _claimed_lines(snippet):
            for address in _ADDRESS.findall(text):
                if address not in snippet.program:
                    yield Mark(line, f"`{address}` is another address in each run; {_NAME_IT}")
    for _, code in read_claimed(page):
        for call in code.calls:
            name = code.name_of(call.func)
            if name == "id" and reaches(code, [call], is_printed(code), compared):
                message = "`id()` gives another number in each run; print a name, or compare two"
                yield Mark(call.lineno, message)
        for shown in _nameless(code):
            if reaches(code, [shown], is_printed(code), _shown_otherwise):
                message = f"what this prints holds a memory address; {_NAME_IT}"
                yield Mark(shown.lineno, message)


_NAME_IT = "print a name, or what is in it"


def _claimed_lines(snippet: Snippet) -> Iterator[tuple[int, str]]:
    claims: tuple[ExpectedOutput | WrongPrediction, ...] = (*snippet.expected, *snippet.wrong)
    for each in claims:
        for number, text in enumerate(each.claim.stdout.split("\n"), start=1):
            yield each.location.line + number, text


def _nameless(code: Code) -> Iterator[ast.expr]:
    """Where an object is made, or a function named, whose text is its address."""
    for call in code.calls:
        function = code.function_called(call) if isinstance(call.func, ast.Name) else None
        made = code.classes.get(last_name(call.func))
        if (
            (function is not None and _is_lazy(function))
            or (made is not None and _has_no_text(made))
            or code.name_of(call.func) == "object"
        ):
            yield call
    for name in code.functions:
        yield from code.reads(name, code.tree)


def _is_lazy(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a call makes a coroutine or a generator."""
    if isinstance(function, ast.AsyncFunctionDef):
        return not function.decorator_list
    yielding = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(function))
    return yielding and not function.decorator_list


def _has_no_text(made: ast.ClassDef) -> bool:
    written = {each.name for each in made.body if isinstance(each, ast.FunctionDef)}
    derived = bool(made.bases or made.keywords or made.decorator_list)
    return not derived and not written & {"__repr__", "__str__", "__format__"}


def _shown_otherwise(value: ast.AST, holder: ast.AST) -> bool:
    """Whether it is not the object itself that goes on."""
    match holder:
        case ast.Call(func=ast.Name(id="print" | "str" | "repr")):
            return value is holder.func
        case ast.Assign(targets=[ast.Name()]):
            return False
        case _:
            return not isinstance(holder, ast.FormattedValue | ast.JoinedStr)


_CLOCKS = {
    *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter"),
    *("time.perf_counter_ns", "time.process_time", "time.thread_time", "datetime.datetime.now"),
    *("datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
}
_CLOCKS_WITHOUT_ARGUMENTS = frozenset({"time.ctime", "time.localtime", "time.gmtime"})


def _clock_reading(page: Page) -> Iterator[Mark]:
    for _, code in read_claimed(page):
        for call in code.calls:
            if not _reads_clock(code, call):
                continue
            spans: list[ast.AST] = []

            def lets_go(value: ast.AST, holder: ast.AST, spans: list[ast.AST] = spans) -> bool:
                if isinstance(holder, ast.BinOp) and isinstance(holder.op, ast.Sub):
                    spans.append(holder)
                    return True
                return compared(value, holder)

            if reaches(code, [call], is_printed(code), lets_go):
                message = (
                    "what the clock says is printed, which is never the same; "
                    "print how long something took, rounded"
                )
                yield Mark(call.lineno, message)
            elif reaches(code, spans, is_printed(code), _rounded):
                message = "a time is printed with all its digits; round it, as `f'{seconds:.1f}'`"
                yield Mark(call.lineno, message)


def _reads_clock(code: Code, call: ast.Call) -> bool:
    name = code.name_of(call.func)
    if name in _CLOCKS_WITHOUT_ARGUMENTS:
        return not call.args
    owner, _, last = name.rpartition(".")
    return name in _CLOCKS or (last == "time" and owner.removesuffix("()").endswith("loop"))


def _rounded(value: ast.AST, holder: ast.AST) -> bool:
    match holder:
        case ast.Call(func=ast.Name(id="round" | "int")):
            return True
        case ast.FormattedValue(format_spec=spec):
            return spec is not None
        case ast.BinOp(op=ast.FloorDiv()):
            return True
        case ast.BinOp(op=ast.Mod(), left=ast.Constant()):
            return True
        case _:
            return compared(value, holder)


_RANDOM = ("random.", "secrets.", "uuid.uuid1", "uuid.uuid4", "os.urandom")
_DELAYS = frozenset({"asyncio.sleep", "time.sleep", "asyncio.timeout", "asyncio.wait_for"})


def _unseeded_random(page: Page) -> Iterator[Mark]:
    for snippet, code in read_claimed(page):
        names = {code.name_of(call.func): call for call in code.calls}
        if "random.seed" in names and names["random.seed"].args:
            continue
        ends = _matters(code, timing=in_order(snippet))
        for call in code.calls:
            name = code.name_of(call.func)
            if not name.startswith(_RANDOM) or (name == "random.Random" and call.args):
                continue
            values: Iterable[ast.AST] = [call]
            if name == "random.shuffle":
                values = _in_place(code, call)
            if reaches(code, values, ends, lambda *_: False):
                message = (
                    f"`{name}` gives something else in each run; call `random.seed(1)` first, "
                    "or write the values down"
                )
                yield Mark(call.lineno, message)


def _in_place(code: Code, call: ast.Call) -> Iterable[ast.AST]:
    """Where what a call changes is read."""
    match call.args:
        case [ast.Name(id=changed), *_]:
            return code.reads(changed, code.scope(call))
        case _:
            return [call]


def _matters(code: Code, *, timing: bool) -> Step:
    """Whether a value is printed, decides what is printed, or when."""
    printed = is_printed(code)

    def ends(value: ast.AST, holder: ast.AST) -> bool:
        if isinstance(holder, ast.Compare | ast.If | ast.While | ast.IfExp):
            return True
        slept = isinstance(holder, ast.Call) and code.name_of(holder.func) in _DELAYS
        return (timing and slept) or printed(value, holder)

    return ends


_MACHINE_CALLS = {
    *("os.getpid", "os.getppid", "os.getcwd", "os.cpu_count", "os.getlogin", "os.uname"),
    *("os.getenv", "os.environ.get", "socket.gethostname", "getpass.getuser"),
    *("threading.get_ident", "threading.get_native_id", "sys.getsizeof", "sys.getrefcount"),
}
_MACHINE_VALUES = {
    *("os.environ", "sys.version", "sys.version_info", "sys.executable", "sys.path"),
    *("sys.platform", "sys.hexversion"),
}


def _machine_value(page: Page) -> Iterator[Mark]:
    for _, code in read_claimed(page):
        for name, value in _of_this_machine(code):
            if reaches(code, [value], is_printed(code), compared):
                message = f"`{name}` differs between machines; print what does not"
                yield Mark(value.lineno, message)


def _of_this_machine(code: Code) -> Iterator[tuple[str, ast.expr]]:
    for call in code.calls:
        name = code.name_of(call.func)
        if name in _MACHINE_CALLS or name.startswith("platform."):
            yield f"{name}()", call
        elif last_name(call.func) == "getsockname":
            yield "getsockname()", call
    for name in _MACHINE_VALUES:
        for read in code.attribute_reads(name.rpartition(".")[2]):
            if code.name_of(read) == name and not _is_set(code, read):
                yield name, read
    for read in code.attribute_reads("pid"):
        yield "pid", read


def _is_set(code: Code, environment: ast.Attribute) -> bool:
    """Whether the program sets something there itself."""
    return any(
        isinstance(code.parent(read), ast.Subscript)
        and isinstance(code.parent(code.parent(read)), ast.Assign)
        for read in code.attribute_reads(environment.attr)
    )


RULES = (
    PageRule("memory-address", find=_memory_address),
    PageRule("clock-reading", find=_clock_reading),
    PageRule("unseeded-random", find=_unseeded_random),
    PageRule("machine-value", find=_machine_value),
)
