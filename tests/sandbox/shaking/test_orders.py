"""An order that comes from a set is another one with another seed; what does not rest on one stays.

The letters are those of the cases that repeated runs do not show, as each rerun is the same.
"""

import itertools

import pytest

from asynclearn.sandbox.inside.shaking.order import AS_MADE, REVERSED, order_of
from asynclearn.sandbox.outcome import Ending, Shake

MADE, REVERSE, THIRD = Shake(AS_MADE), Shake(REVERSED), Shake(3)

WORKER = """\
import asyncio

async def worker(name, output=print):
    try:
        await asyncio.sleep(60)
    finally:
        output(name)

def quietly(name):
    pass

"""

LEFT = (
    WORKER
    + """\
async def main():
    tasks = [asyncio.create_task(worker(name{})) for name in "abc"]
    await asyncio.sleep(0)

asyncio.run(main())
"""
)

GROUP = (
    WORKER
    + """\
async def main():
    try:
        async with asyncio.TaskGroup() as group:
            for name in "abc":
                group.create_task(worker(name{}))
            await asyncio.sleep(0)
            raise ValueError
    except* ValueError:
        print("over")

asyncio.run(main())
"""
)

GENERATORS = """\
import asyncio

async def letters(name):
    try:
        yield name
    finally:
        print(name)

async def main():
    global kept
    kept = [letters(name) for name in {}]
    for each in kept:
        await anext(each)

asyncio.run(main())
"""

WAIT = """\
import asyncio

async def letter(name):
    return name

async def main():
    done, _ = await asyncio.wait([asyncio.create_task(letter(name)) for name in "abc"])
    print(*{}(task.result() for task in done))

asyncio.run(main())
"""

AS_COMPLETED = """\
import asyncio

async def letter(name):
    {}
    return name

async def main():
    for each in asyncio.as_completed([letter(name) for name in "abc"]):
        print(await each)

asyncio.run(main())
"""

OWN_SET = """\
import asyncio

async def letter(name):
    return name

async def main():
    loop = asyncio.get_running_loop()
    tasks = {asyncio.create_task(letter(name)) for name in "ab"}
    results = [await task for task in tasks]
    print(*OUTPUT(results))
    futures = {loop.run_in_executor(None, str, name) for name in "ab"}
    print(*OUTPUT([await future for future in futures]))

asyncio.run(main())
"""

CASES = {
    "a: left at the end": (LEFT.format(""), "a b c", "c b a"),
    "b: siblings in a group": (GROUP.format(""), "a b c over", "c b a over"),
    "c: generators at shutdown": (GENERATORS.format('"abc"'), "a b c", "c b a"),
    "d: what wait gives": (WAIT.format("list"), "a b c", "c b a"),
    "e: started by as_completed": (AS_COMPLETED.format(""), "a b c", "c b a"),
    "a set of its own": (OWN_SET.replace("OUTPUT", "list"), "a b a b", "b a b a"),
}

STEADY = {
    "a: left at the end": (LEFT.format(", quietly"), ""),
    "b: siblings in a group": (GROUP.format(", quietly"), "over"),
    "c: generators at shutdown": (GENERATORS.format('"a"'), "a"),
    "d: what wait gives": (WAIT.format("sorted"), "a b c"),
    "e: started by as_completed": (
        AS_COMPLETED.format('await asyncio.sleep({"a": 2, "b": 1, "c": 3}[name])'),
        "b a c",
    ),
    "a set of its own": (OWN_SET.replace("OUTPUT", "sorted"), "a b a b"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_order_from_a_set_is_another_with_another_seed(outputs_of, interpreter, case):
    source, made, reverse = CASES[case]
    assert outputs_of(source, MADE, REVERSE, interpreter=interpreter) == [made, reverse]


@pytest.mark.parametrize("case", STEADY)
def test_what_rests_on_no_order_is_the_same_with_each(outputs_of, interpreter, case):
    source, expected = STEADY[case]
    found = outputs_of(source, None, MADE, REVERSE, THIRD, interpreter=interpreter)
    assert found == [expected] * 4


def test_a_seed_stands_for_one_order(outputs_of):
    source = CASES["e: started by as_completed"][0].replace('"abc"', '"abcdefgh"')
    found = outputs_of(source, *(Shake(seed) for seed in (3, 4, 5, 3, 4, 5)))
    assert found[:3] == found[3:]
    assert len(set(found)) == 3


@pytest.mark.parametrize("first", range(40))
def test_of_two_in_a_row_another_comes_first_in_the_reverse_order(first):
    made, reverse = (
        list({order_of(seed)(number): number for number in (first, first + 1)}.items())
        for seed in (AS_MADE, REVERSED)
    )
    assert [number for _, number in made] == [number for _, number in reverse]
    in_sets = [
        [dict(pairs)[each] for each in {place for place, _ in pairs}] for pairs in (made, reverse)
    ]
    assert in_sets[0] == in_sets[1][::-1]
    by_key = [sorted(dict(pairs), key=int) for pairs in (made, reverse)]
    assert [dict(made)[each] for each in by_key[0]] == [first, first + 1]
    assert [dict(reverse)[each] for each in by_key[1]] == [first + 1, first]


def test_of_any_two_of_seven_another_comes_first_in_the_reverse_order():
    for pair in itertools.combinations(range(1, 8), 2):
        ordered = [
            [number for place in {order_of(seed)(each) for each in pair} for number in pair
             if order_of(seed)(number) == place]
            for seed in (AS_MADE, REVERSED)
        ]  # fmt: skip
        assert ordered == [list(pair), list(reversed(pair))]


def test_places_are_hashes_as_they_are():
    for seed in range(1, 6):
        places = [order_of(seed)(number) for number in range(1000)]
        assert [hash(place) for place in places] == places
        assert len(set(places)) == 1000


LOOKS = """\
import asyncio, sys, traceback

class Mine(asyncio.Task):
    def __init__(self, coroutine, *, called):
        super().__init__(coroutine, name=called)

async def work():
    traceback.print_stack(file=sys.stdout)
    print(asyncio.current_task())
    return 1

def made(number):
    traceback.print_stack(file=sys.stdout)
    return work() if number else 1 / 0

async def main():
    loop = asyncio.get_running_loop()
    if EAGER and sys.version_info >= (3, 12):
        loop.set_task_factory(asyncio.eager_task_factory)
    task = asyncio.create_task(work(), name="one")
    other = asyncio.ensure_future(work())
    future = loop.create_future()
    print(type(task), type(task) is asyncio.Task is type(other), len(asyncio.all_tasks()))
    print(task, future, isinstance(task, asyncio.Future), isinstance(future, asyncio.Future))
    print(asyncio.Task.__doc__, asyncio.Task.__module__, loop.create_future)
    print(await task, await asyncio.gather(other, asyncio.to_thread(int)))
    mine = Mine(work(), called="mine")
    print(mine, mine in asyncio.all_tasks(), await mine)
    try:
        await asyncio.wait_for(asyncio.sleep(60), 1)
    except TimeoutError:
        traceback.print_exc(file=sys.stdout)
    try:
        list(asyncio.as_completed(map(made, (1, 0))))
    except ZeroDivisionError:
        traceback.print_exc(file=sys.stdout)

asyncio.run(main())
"""


@pytest.mark.parametrize("eager", [False, True])
def test_a_program_sees_nothing_of_it(outcomes_of, interpreter, eager):
    source = LOOKS.replace("EAGER", str(eager))
    plain, *shaken = outcomes_of(source, None, MADE, REVERSE, interpreter=interpreter)
    assert plain.ending is Ending.FINISHED, plain.stderr
    for each in shaken:
        assert each.stdout == plain.stdout
        assert each.stderr == plain.stderr


def test_a_shaken_run_can_be_traced(outcomes_of, interpreter):
    for source, made, reverse in CASES.values():
        found = outcomes_of(source, MADE, REVERSE, interpreter=interpreter, traced=True)
        assert [" ".join(each.stdout.split()) for each in found] == [made, reverse]
        assert all(each.trace is not None and each.trace.events for each in found)


def test_a_program_that_never_ends_is_known_to_be_endless(outcomes_of):
    source = """\
    import asyncio

    async def work():
        pass

    async def main():
        task = asyncio.create_task(work())
        while not task.done():
            pass

    asyncio.run(main())
    """
    (outcome,) = outcomes_of(source, MADE)
    assert (outcome.ending, outcome.hang.reaches_loop) == (Ending.ENDLESS, False)
