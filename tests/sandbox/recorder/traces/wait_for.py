import asyncio


async def slow():
    await asyncio.sleep(1)


async def main():
    try:
        await asyncio.wait_for(slow(), 0.01)
    except TimeoutError:
        print("too late")


asyncio.run(main())
