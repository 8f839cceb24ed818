def numbers():
    while True:
        try:
            yield 1
        except ValueError:
            print("caught")
            yield 2


generator = numbers()
next(generator)
generator.throw(ValueError)
next(generator)
try:
    generator.throw(KeyError)
except KeyError:
    print("through")
