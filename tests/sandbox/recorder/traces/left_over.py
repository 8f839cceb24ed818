import asyncio


async def numbers():
    try:
        yield 1
    finally:
        print("closed at the end")


kept = numbers()


async def waits():
    await asyncio.Event().wait()


async def main():
    await anext(kept)
    task = asyncio.create_task(waits())
    await asyncio.sleep(0)


asyncio.run(main())
