import asyncio


async def main():
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError:
        print("too late")
    asyncio.get_running_loop().call_later(0.01, print, "later")
    await asyncio.sleep(0.02)


asyncio.run(main())
