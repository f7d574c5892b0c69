"""A thread of questions to a whole engine in front of a fake chat model, with simulated weather."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from bot.answering.conversation import Surroundings
from bot.bootstrap import Engine, build_engine
from bot.clock import Clock
from bot.messages import Answer, Asker
from bot.settings import load_settings
from bot.telemetry import Trace
from fakes.chat_model import FakeChatModel
from fakes.clock import MONDAY
from fakes.databases import ready_database
from fakes.questions import question
from fakes.serving import serve


class EngineThread:
    """Asks the questions of one thread and keeps their answers as a worker does."""

    def __init__(self, engine: Engine, model: FakeChatModel) -> None:
        self.engine = engine
        self.model = model
        self._asked = 0

    def ask(self, text: str) -> Answer:
        """Return the answer to the thread's next question."""
        self._asked += 1
        asked = question(text, ts=f"{100 + self._asked}.0", thread="99.0")
        answer = self.engine.conversation.answer(
            asked,
            Asker(MONDAY),
            self.engine.clock.deadline(25),
            Surroundings(lambda *_: None, lambda _: ()),
            Trace(asked.reference, self.engine.clock),
        )
        with self.engine.database.transaction() as transaction:
            self.engine.history.append(transaction, asked, answer)
        return answer


@contextmanager
def engine_thread(model: FakeChatModel, clock: Clock, **changed: str) -> Iterator[EngineThread]:
    """Yield a thread with a model, with some settings changed; a database of its own."""
    with serve(model.app) as url, ready_database("sqlite") as database_url:
        environ = {
            "OPENAI_BASE_URL": f"{url}/v1",
            "OPENAI_API_KEY": "test-key",
            "OPENAI_MODEL": "m",
            "WEATHER_PROVIDER": "simulated",
            "DATABASE_URL": database_url,
            **changed,
        }
        settings = load_settings(environ, needs_slack=False)
        with closing(build_engine(settings, clock, may_simulate=False)) as engine:
            yield EngineThread(engine, model)
