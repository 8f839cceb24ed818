import asyncio


async def fails():
    await asyncio.sleep(0)
    raise ValueError


async def works():
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("works")


async def main():
    try:
        await asyncio.gather(fails(), works())
    except ValueError:
        print("failed")
    await asyncio.sleep(0)


asyncio.run(main())
