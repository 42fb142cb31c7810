"""The sentences of ExpressionError."""

from explorer.core.words import QT_TRANSLATE_NOOP

TOO_LONG = QT_TRANSLATE_NOOP("ExpressionError", "This text is too long: at most {limit} characters fit.")
WORD_TOO_LONG = QT_TRANSLATE_NOOP("ExpressionError", "This name or number is too long: at most {limit} characters fit.")
UNREADABLE = QT_TRANSLATE_NOOP("ExpressionError", "I cannot read '{sign}' here.")
ATTRIBUTE = QT_TRANSLATE_NOOP(
    "ExpressionError", "A dot has no meaning here: write sin(x), not torch.sin(x) or x.sin()."
)
TOO_LARGE = QT_TRANSLATE_NOOP("ExpressionError", "This number is too large: no float64 can hold it.")
NOT_REAL = QT_TRANSLATE_NOOP("ExpressionError", "This has no real value.")
TOO_NESTED = QT_TRANSLATE_NOOP("ExpressionError", "This is nested too deeply to read.")
EMPTY = QT_TRANSLATE_NOOP("ExpressionError", "Type a function of {variable}, for example sin({variable}).")
ENDS_EARLY = QT_TRANSLATE_NOOP("ExpressionError", "The text ends too early: something is missing here.")
UNEXPECTED = QT_TRANSLATE_NOOP("ExpressionError", "I did not expect '{sign}' here.")
MISSING_OPERATOR = QT_TRANSLATE_NOOP("ExpressionError", "An operator is missing before '{sign}'.")
UNCLOSED = QT_TRANSLATE_NOOP("ExpressionError", "The bracket '{sign}' is never closed.")
WRONG_CLOSE = QT_TRANSLATE_NOOP("ExpressionError", "'{sign}' closes nothing: '{wanted}' was expected.")
UNKNOWN = QT_TRANSLATE_NOOP("ExpressionError", "'{name}' is not a function I know.")
UNKNOWN_SUGGEST = QT_TRANSLATE_NOOP("ExpressionError", "'{name}' is not a function I know. Did you mean {suggestion}?")
NEEDS_BRACKETS = QT_TRANSLATE_NOOP("ExpressionError", "{name} needs a value: {name}({variable}).")
COUNT_ONE = QT_TRANSLATE_NOOP("ExpressionError", "{name} takes one value in its brackets; here it has {count}.")
COUNT = QT_TRANSLATE_NOOP("ExpressionError", "{name} takes {wanted} values in its brackets; here it has {count}.")
NEEDS_CONDITION = QT_TRANSLATE_NOOP("ExpressionError", "A condition such as {variable} > 0 is needed here.")
INVERSE = QT_TRANSLATE_NOOP(
    "ExpressionError",
    "{name} to the power −1 is ambiguous: write a{name}({variable}) or 1/{name}({variable}).",
)
RECIPROCAL = QT_TRANSLATE_NOOP("ExpressionError", "{name} to the power −1 is ambiguous: write 1/{name}({variable}).")
EQUALS = QT_TRANSLATE_NOOP("ExpressionError", "A single = only gives a name to a line; write == to compare.")
RESERVED = QT_TRANSLATE_NOOP("ExpressionError", "'{name}' already has a meaning and cannot be given another.")
ONLY_LAST = QT_TRANSLATE_NOOP(
    "ExpressionError", "Only the last line can begin with {name}({variable}) =; write {name} = here."
)
UNNAMED_LINE = QT_TRANSLATE_NOOP(
    "ExpressionError", "Only the last line is the value; begin this one with a name, such as u =."
)
PYTHON_WORD = QT_TRANSLATE_NOOP("ExpressionError", "'{name}' is a word of Python that has no meaning here.")
NO_ELSE = QT_TRANSLATE_NOOP("ExpressionError", "'if' needs an 'else': a if {variable} > 0 else b.")
PIECEWISE = QT_TRANSLATE_NOOP(
    "ExpressionError",
    "piecewise takes condition, value, …, and one value for the rest: piecewise({variable} < 0, 0, 1).",
)
TOO_MANY_NAMES = QT_TRANSLATE_NOOP("ExpressionError", "There are more than {limit} parameters here.")
