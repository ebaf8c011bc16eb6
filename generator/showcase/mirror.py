"""The published site: records and pictures that an earlier build knew."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from showcase.addresses import PICTURES, RECORDS_JSON
from showcase.fetch import Fetcher, FetchError
from showcase.models.record import Record
from showcase.records import load_records

_DEADLINE: Final = 30.0
_RECORDS_LIMIT: Final = 64 * 1024 * 1024
_PICTURE_LIMIT: Final = 2 * 1024 * 1024
_REDIRECTS: Final = 3


@dataclass(frozen=True, slots=True)
class Mirror:
    """What the mirror said.

    Attributes:
        records: By slug; empty where there are none yet.
        problem: Why they could not be read; None where they could, or where the site has none.
    """

    records: dict[str, Record]
    problem: str | None = None


async def read_mirror(fetcher: Fetcher, url: str, wanted: Collection[str] | None = None) -> Mirror:
    """Fetch the records that an earlier build published; never raises.

    Args:
        fetcher: For one request, and its redirects.
        url: Of the published site.
        wanted: The slugs whose records are of use; all, if None.
    """
    address = f"{url}/{RECORDS_JSON}"
    try:
        response = await fetcher.get(
            address, deadline=_DEADLINE, limit=_RECORDS_LIMIT, redirects=_REDIRECTS
        )
    except FetchError as error:
        return Mirror({}, f"{address} could not be read: {error}")
    if response.status == 404:
        return Mirror({})
    if response.status != 200:
        return Mirror({}, f"{address} answers {response.status}")
    try:
        return Mirror(load_records(response.body, wanted))
    except ValueError as error:
        return Mirror({}, f"{address} {error}")


async def read_picture(fetcher: Fetcher, url: str, file: str) -> bytes | None:
    """Fetch one published picture; None where the site has it no more.

    Raises:
        FetchError: no answer came.
    """
    response = await fetcher.get(
        f"{url}/{PICTURES}{file}", deadline=_DEADLINE, limit=_PICTURE_LIMIT, redirects=_REDIRECTS
    )
    return response.body if response.status == 200 else None
