def numbers():
    yield 1


generator = numbers()
next(generator)
generator.close()
print("closed")
