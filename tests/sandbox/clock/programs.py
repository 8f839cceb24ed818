"""Random asyncio programs, for comparing clocks.

All delays are multiples of 30 ms: what comes closer together is a race, which plain Python itself
decides differently from run to run.
"""

from random import Random

_HEAD = """\
import asyncio

queue = asyncio.Queue()
lock = asyncio.Lock()
event = asyncio.Event()
"""


def random_program(seed: int) -> str:
    """The source of a program that ends, and says what it does."""
    return _Writer(Random(seed)).program()  # noqa: S311 - the same each time


class _Writer:
    def __init__(self, random: Random) -> None:
        self._random = random
        # Sums of any of these differ by 30 ms or more, and by half of it from a timeout.
        self._delays = [0.03 * 2**n for n in range(5)]
        random.shuffle(self._delays)

    def program(self) -> str:
        count = self._random.randint(2, 4)
        workers = [self._worker(f"w{n}") for n in range(count)]
        return "\n".join([_HEAD, *workers, self._main(count), "asyncio.run(main())\n"])

    def _delay(self) -> float:
        return round(self._delays.pop() if self._delays else 0, 2)

    def _worker(self, name: str) -> str:
        lines = [f"async def {name}():", f"    print('{name} begins')", "    try:"]
        for step in range(self._random.randint(1, 3)):
            lines += [f"        {line}" for line in self._step(name, step)]
        lines += [
            "    except asyncio.CancelledError:",
            f"        print('{name} cancelled')",
            "        raise",
            "    finally:",
            f"        print('{name} ends')",
            f"    return '{name}'",
            "",
        ]
        return "\n".join(lines)

    def _step(self, name: str, step: int) -> list[str]:
        said = f"print('{name}', {step}"
        return self._random.choice(
            [
                [f"await asyncio.sleep({self._delay()})", f"{said}, 'slept')"],
                ["for _ in range(3): await asyncio.sleep(0)", f"{said}, 'turned')"],
                [f"queue.put_nowait('{name}{step}')", f"{said}, 'put')"],
                ["event.set()", f"{said}, 'set')"],
                [
                    "async with lock:",
                    f"    await asyncio.sleep({self._delay()})",
                    f"    {said}, 'held')",
                ],
                [
                    "try:",
                    f"    async with asyncio.timeout({self._delay() + 0.015}):",
                    f"        {said}, await queue.get())",
                    "except TimeoutError:",
                    f"    {said}, 'timeout')",
                ],
                [
                    "try:",
                    f"    await asyncio.wait_for(event.wait(), {self._delay() + 0.015})",
                    "except TimeoutError:",
                    "    pass",
                    f"{said}, event.is_set())",
                ],
            ]
        )

    def _main(self, count: int) -> str:
        names = [f"w{n}()" for n in range(count)]
        ways = [
            [f"print(await asyncio.gather({', '.join(names)}))"],
            [
                "async with asyncio.TaskGroup() as group:",
                *(f"    group.create_task({name})" for name in names),
            ],
            [
                f"task = asyncio.create_task({names[0]})",
                f"await asyncio.sleep({self._delay() + 0.015})",
                "task.cancel()",
                f"others = await asyncio.gather({', '.join(names[1:])}, return_exceptions=True)",
                "print(others, task.done())",
            ],
            [
                "try:",
                f"    async with asyncio.timeout({self._delay() + 0.015}):",
                f"        await asyncio.gather({', '.join(names)})",
                "except TimeoutError:",
                "    print('main timeout')",
            ],
        ]
        body = self._random.choice(ways)
        return "\n".join(["async def main():", *(f"    {line}" for line in body), ""])
