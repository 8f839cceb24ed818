import asyncio


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("cleanup")


async def main():
    async for _ in numbers():
        break
    print("after")
    await asyncio.sleep(0)


asyncio.run(main())
