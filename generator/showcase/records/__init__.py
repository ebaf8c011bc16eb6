"""Records of several places: as JSON, and merged."""

from showcase.records.merging import merged
from showcase.records.plain import (
    dump_records,
    load_records,
    record_from_json,
    record_to_json,
)

__all__ = ["dump_records", "load_records", "merged", "record_from_json", "record_to_json"]
