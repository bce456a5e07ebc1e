"""What a page promises, each a function that is given the open page."""


class Promises(list):
    def add(self, function):
        """Adds a promise, whose text is the function's name; for use as a decorator."""
        self.append(function)
        return function
