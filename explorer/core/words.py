"""Marks English texts for translation without importing Qt: `lupdate` finds them by the function's name."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Return `text` unchanged; ui translates it later in `context`."""
    return text
