"""Asking Discord about one invite after another: pace, budget, retries, and when to stop."""

from datetime import UTC, datetime
from typing import Final, NoReturn

from showcase import discord
from showcase.clock import Clock
from showcase.fetch import Fetcher, FetchError, Response
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
_SHORTEST_WAIT: Final = 1.0
_MOST_WAITING: Final = 180.0
_MOST_LIMITS: Final = 5
_BREAKER: Final = 3
_SLOWER: Final = 4


class AskingEndedError(Exception):
    """No more requests in this run; the message says why."""


class UnreachableError(AskingEndedError):
    """Nothing answers at all."""


class RefusedError(AskingEndedError):
    """Discord refuses this machine for a while."""


class Inquiry:
    """One run of requests to the invite API, over one connection while its answers are told apart."""

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
        self._ended: AskingEndedError | None = None
        self._is_answered = False
        self._silent: dict[str, str] = {}
        self._sent = 0
        self._named: set[str] = set()
        self._nameless: str | None = None
        self._waited = 0.0
        self._rest = 0.0

    @property
    def ended(self) -> AskingEndedError | None:
        """Why no more is asked, or None; that nothing answered counts, however little it was."""
        if self._ended is None and self._silent and not self._is_answered:
            return self._unreachable()
        return self._ended

    async def ask(self, server: str, code: str) -> Answer:
        """Ask what an invite leads to.

        Args:
            server: Whose invite it is: several invites of one that fail count once.

        Returns:
            A failed check where the asking ended after this invite was tried: whoever gets us
            blocked must not be the first to be asked next time.

        Raises:
            AskingEndedError: the budget is used up, we are blocked, or nothing answers; this
                invite was not asked about.
        """
        if self._ended:
            raise self._ended
        sent = self._sent
        try:
            answer = await self._ask_until_sure(code)
        except AskingEndedError as error:
            self._ended = error
            if self._sent == sent:
                raise
            return Failed(str(error))
        if not (isinstance(answer, Failed) and answer.transport):
            self._silent.clear()
            return answer
        self._silent[server] = answer.why
        if len(self._silent) >= _BREAKER:
            self._ended = self._unreachable()
        return answer

    async def _ask_until_sure(self, code: str) -> Answer:
        answer = await self._ask_patiently(code)
        for attempt in range(CONFIRMATIONS):
            if answer != Unknown(10006):
                break
            await self._clock.sleep(self._options.pace_seconds * _SLOWER * (attempt + 1))
            answer = await self._ask_patiently(code)
        return answer

    async def _ask_patiently(self, code: str) -> Answer:
        answer = await self._ask_once(code)
        for attempt in range(RETRIES):
            if not (isinstance(answer, Failed) and answer.passing):
                break
            await self._clock.sleep(self._options.pace_seconds * 2 ** (attempt + 1))
            answer = await self._ask_once(code)
        return answer

    async def _ask_once(self, code: str) -> Answer:
        limits = 0
        while True:
            if self._rest:
                await self._pause(self._rest, limits)
            await self._take_turn()
            if self._nameless not in {None, code}:
                # A copy of an answer that names no invite could not be told from the next answer.
                await self._reconnect()
            self._sent += 1
            url = discord.invite_url(self._options.api_url, code)
            try:
                response = await self._fetcher.get(
                    url, deadline=DEADLINE, limit=discord.ANSWER_LIMIT
                )
            except FetchError as error:
                return Failed(str(error), transport=True, passing=True)
            self._is_answered = True
            self._rest = discord.rest_asked_for(response.headers)
            named = discord.named_code(response.body)
            if named in self._named - {code}:
                # Something on the way sent an earlier answer twice, and this one comes behind it.
                await self._reconnect()
                return Failed("an answer came twice", passing=True)
            if "close" in response.headers.get("connection", "").lower():
                self._forget_answers()
            elif named is None:
                self._nameless = code
            else:
                self._named |= {code, named}
            answer = _read(response, self._clock.now())
            if isinstance(answer, Blocked):
                self._remember_block(answer.why, answer.seconds)
            if not isinstance(answer, Limited):
                return answer
            limits += 1
            self._rest = max(answer.wait, self._rest, _SHORTEST_WAIT)

    async def _reconnect(self) -> None:
        self._forget_answers()
        await self._fetcher.renew()

    def _forget_answers(self) -> None:
        """Forget what the answers on the open connection named."""
        self._named.clear()
        self._nameless = None

    async def _take_turn(self) -> None:
        options = self._options
        while True:
            now = self._clock.now().timestamp()
            # Another process may have met it while this one waited.
            block = self._store.blocked(options.api_url, now)
            if block:
                raise RefusedError(block_sentence(block[1], block[0]))
            delay = self._store.take_turn(
                options.api_url,
                now,
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
            seconds = self._store.next_turn(options.api_url, now)
            await self._clock.sleep(max(seconds, 1.0))

    async def _pause(self, seconds: float, limits: int) -> None:
        self._waited += seconds
        longest = _MOST_WAITING if self._wait else LONGEST_WAIT
        is_long = seconds > longest or (self._waited > _MOST_WAITING and not self._wait)
        if is_long or limits > _MOST_LIMITS:
            self._remember_block("Discord asks to wait", min(seconds, discord.DAY))
        self._rest = 0.0
        await self._clock.sleep(seconds)

    def _remember_block(self, why: str, seconds: float) -> NoReturn:
        until = self._clock.now().timestamp() + seconds
        self._store.block(self._options.api_url, until, why)
        raise RefusedError(block_sentence(why, until))

    def _unreachable(self) -> UnreachableError:
        why = next(reversed(self._silent.values()))
        return UnreachableError(f"Discord could not be reached ({why})")


def _read(response: Response, now: datetime) -> Answer | Limited | Blocked:
    try:
        return discord.read_answer(response.status, response.headers, response.body, now)
    except Exception as error:  # noqa: BLE001 - one odd answer must not keep the rest from theirs
        return Failed(f"the answer could not be read: {type(error).__name__}")


def block_sentence(why: str, until: float) -> str:
    """Return a block for a log line."""
    at = datetime.fromtimestamp(until, UTC)
    return f"{why}; not asked again before {at:%Y-%m-%d %H:%M} UTC"
