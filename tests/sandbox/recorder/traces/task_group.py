import asyncio


async def fails():
    raise ValueError


async def waits():
    try:
        await asyncio.sleep(1)
    finally:
        print("cleanup")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(waits())
            group.create_task(fails())
    except* ValueError:
        print("caught")


asyncio.run(main())
