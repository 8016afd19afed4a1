#: Code of a kind of gateway → its driver.
DRIVERS = {}


def register(code):
    """Class decorator: make a driver known under a code, which is stored."""

    def decorate(driver):
        DRIVERS[code] = driver()
        return driver

    return decorate
