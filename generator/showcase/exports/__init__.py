"""The whole showcase as a folder that other builders read."""

from showcase.exports.folder import Exported, exported, write
from showcase.exports.settings import Settings, SettingsError, read_settings

__all__ = ["Exported", "Settings", "SettingsError", "exported", "read_settings", "write"]
