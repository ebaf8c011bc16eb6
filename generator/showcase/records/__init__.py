"""Records of several places: as JSON, and merged."""

from showcase.records.merging import merged, of_departed, remembered, settled
from showcase.records.plain import record_from_json
from showcase.records.reading import load_records
from showcase.records.writing import dump_records, record_to_json

__all__ = [
    "dump_records",
    "load_records",
    "merged",
    "of_departed",
    "record_from_json",
    "record_to_json",
    "remembered",
    "settled",
]
