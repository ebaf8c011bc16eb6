"""Asking Discord about one invite after another: pace, budget, retries, and when to stop."""

from datetime import UTC, datetime
from typing import Final, NoReturn

from showcase import discord
from showcase.clock import Clock
from showcase.fetch import Fetcher, FetchError
from showcase.models.record import Answer, Blocked, Failed, Limited, Unknown
from showcase.options import Options
from showcase.store import Store

RETRIES: Final = 2
"""How often a failure that may pass is tried again."""
CONFIRMATIONS: Final = 2
"""How often an unknown invite is asked again: a burst makes good ones answer 404 as well."""
DEADLINE: Final = 15.0
LONGEST_WAIT: Final = 60.0
"""Seconds of a `Retry-After` that a run waits for; longer ones end it."""
_MOST_WAITING: Final = 180.0
_BREAKER: Final = 3
_SLOWER: Final = 4


class AskingEndedError(Exception):
    """No more requests in this run; the message says why."""


class UnreachableError(AskingEndedError):
    """Nothing answers at all."""


class Inquiry:
    """One run of requests to the invite API, over one connection."""

    def __init__(
        self, fetcher: Fetcher, store: Store, options: Options, clock: Clock, *, wait: bool
    ) -> None:
        """Begin a run.

        Args:
            wait: Whether to wait for the budget; a build never does.
        """
        self._fetcher = fetcher
        self._store = store
        self._options = options
        self._clock = clock
        self._wait = wait
        self._failures_in_a_row = 0
        self._waited = 0.0
        self._unreachable: str | None = None

    async def ask(self, code: str) -> Answer:
        """Ask what an invite leads to.

        Raises:
            AskingEndedError: the budget is used up, we are blocked, or nothing answers.
        """
        if self._unreachable:
            raise UnreachableError(f"Discord could not be reached ({self._unreachable})")
        answer = await self._ask_patiently(code)
        for attempt in range(CONFIRMATIONS):
            if answer != Unknown(10006):
                break
            await self._clock.sleep(self._options.pace_seconds * _SLOWER * (attempt + 1))
            answer = await self._ask_patiently(code)
        return answer

    async def _ask_patiently(self, code: str) -> Answer:
        answer: Answer = Failed("never asked")
        for attempt in range(RETRIES + 1):
            if attempt:
                await self._clock.sleep(self._options.pace_seconds * 2**attempt)
            answer = await self._ask_once(code)
            if not (isinstance(answer, Failed) and answer.passing):
                break
        self._note(answer)
        return answer

    async def _ask_once(self, code: str) -> Answer:
        while True:
            await self._take_turn()
            url = discord.invite_url(self._options.api_url, code)
            try:
                response = await self._fetcher.get(
                    url, deadline=DEADLINE, limit=discord.ANSWER_LIMIT
                )
            except FetchError as error:
                return Failed(str(error), transport=True, passing=True)
            answer = discord.read_answer(
                response.status, response.headers, response.body, self._clock.now()
            )
            if isinstance(answer, Blocked):
                self._remember_block(answer.why, answer.seconds)
            if isinstance(answer, Limited):
                await self._pause(answer.wait)
                continue
            return answer

    async def _take_turn(self) -> None:
        options = self._options
        while True:
            delay = self._store.take_turn(
                options.api_url,
                self._clock.now().timestamp(),
                budget=options.requests_per_10_minutes,
                pace=options.pace_seconds,
            )
            if delay is not None:
                if delay:
                    await self._clock.sleep(delay)
                return
            if not self._wait or options.requests_per_10_minutes == 0:
                raise AskingEndedError(
                    f"{options.requests_per_10_minutes} requests in ten minutes are used up; "
                    "the next run goes on from here"
                )
            seconds = self._store.next_turn(options.api_url, self._clock.now().timestamp())
            await self._clock.sleep(max(seconds, 1.0))

    async def _pause(self, seconds: float) -> None:
        self._waited += seconds
        too_long = seconds > LONGEST_WAIT or self._waited > _MOST_WAITING
        if too_long and not (self._wait and seconds <= _MOST_WAITING):
            self._remember_block("Discord asks to wait", min(seconds, discord.DAY))
        await self._clock.sleep(seconds)

    def _remember_block(self, why: str, seconds: float) -> NoReturn:
        until = self._clock.now().timestamp() + seconds
        self._store.block(self._options.api_url, until, why)
        raise AskingEndedError(block_sentence(why, until))

    def _note(self, answer: Answer) -> None:
        if not (isinstance(answer, Failed) and answer.transport):
            self._failures_in_a_row = 0
            return
        self._failures_in_a_row += 1
        if self._failures_in_a_row >= _BREAKER:
            self._unreachable = answer.why


def block_sentence(why: str, until: float) -> str:
    """Return a block for a log line."""
    at = datetime.fromtimestamp(until, UTC)
    return f"{why}; not asked again before {at:%Y-%m-%d %H:%M} UTC"
