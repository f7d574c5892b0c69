"""What is given up, one thing after the other, before a question is given to the fallback."""

from bot.answering.run import Run
from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError


def step_back(run: Run, error: Exception, max_calls: int) -> bool:
    """Make the run ask for less, and return whether that may help against the error.

    What was looked up and is not told any more is asked for again, and must be looked up again.
    """
    if isinstance(error, ContextTooLongError):
        return _shorten(run, max_calls)
    if isinstance(error, BadRequestError):
        return _ask_otherwise(run, max_calls)
    if isinstance(error, ContentFilterError) and not run.prompt.is_bare:
        run.start_over(run.prompt.bare(), max(1, run.turns_left), max_calls)
        return True
    return False


def _shorten(run: Run, max_calls: int) -> bool:
    """Leave out most of the thread, or all of it where that has not been enough."""
    if run.prompt.is_bare:
        return False
    shorter = run.prompt.bare() if run.prompt.is_cut else run.prompt.shorter()
    run.start_over(shorter, max(1, run.turns_left), max_calls)
    return True


def _ask_otherwise(run: Run, max_calls: int) -> bool:
    """Tell the results inside of the question, then the past in words alone, then no past."""
    if run.added and not run.is_told_inside:
        # The first request was taken, so that the thread is not what stands in the way.
        run.is_told_inside = True
        return True
    lesser = run.prompt.lesser()
    if lesser is None:
        return False
    if run.is_told_inside:
        run.prompt = lesser
    else:
        run.start_over(lesser, max(1, run.turns_left), max_calls)
    return True
