def numbers():
    try:
        yield 1
    finally:
        print("cleanup")


generator = numbers()
next(generator)
generator.close()
