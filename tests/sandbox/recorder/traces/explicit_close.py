import asyncio
from contextlib import aclosing


async def numbers():
    try:
        yield 1
        await asyncio.sleep(0)
        yield 2
    finally:
        await asyncio.sleep(0)
        print("cleanup")


async def main():
    async with aclosing(numbers()) as generator:
        async for number in generator:
            print(number)
            break


asyncio.run(main())
