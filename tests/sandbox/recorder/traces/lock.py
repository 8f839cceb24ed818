import asyncio


async def work(lock, name):
    async with lock:
        print(name, "in")
        await asyncio.sleep(0)
        print(name, "out")


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(work(lock, "a"), work(lock, "b"))


asyncio.run(main())
