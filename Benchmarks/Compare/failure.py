"""What can keep a comparison from being measured."""


class NotMeasured(Exception):
    """A comparison has no result; the message says why, in one line, for the table of results."""


class WrongAnswer(NotMeasured):
    """One side did not do the work that it was to do, so that its time says nothing."""
