import asyncio


async def produce(queue):
    for number in range(3):
        await queue.put(number)
    await queue.put(None)


async def main():
    queue = asyncio.Queue(1)
    task = asyncio.create_task(produce(queue))
    while (number := await queue.get()) is not None:
        print(number)
    await task


asyncio.run(main())
