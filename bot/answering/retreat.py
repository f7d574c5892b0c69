"""The steps by which a failing question is made smaller before the fallback gets it."""

from bot.answering.run import Run
from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError


def step_back(run: Run, error: Exception, max_calls: int) -> bool:
    """Make the run's prompt smaller, and return whether that may help against the error.

    Tool results that are dropped give their calls back: the model may make all of them again.
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
    """Leave out most of the thread, or all of it if most is left out already."""
    if run.prompt.is_bare:
        return False
    shorter = run.prompt.bare() if run.prompt.is_cut else run.prompt.shorter()
    run.start_over(shorter, max(1, run.turns_left), max_calls)
    return True


def _ask_otherwise(run: Run, max_calls: int) -> bool:
    """Move the results into the question; then reduce the past to words; then leave it out."""
    if run.added and not run.is_told_inside:
        # The server took the first request, so that the thread is not the cause.
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
