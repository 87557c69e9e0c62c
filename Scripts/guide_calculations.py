"""Evaluates the `calc` blocks of docs/guide: lines such as `z = 0.5·2 − 1 = 0.00`, for Scripts/check_guide.py.

Between `=` or `≈` stand expressions; a number that follows one has to be its value, rounded to the digits shown. A name
at the beginning of a line is known from there on, with all its digits, whatever it was before. A number
with eight digits or more comes from a command: it has to stand in an `sh` block before. What follows two spaces and `#`
is a comment; lines without `=` are text.
"""
import math
import re
import warnings

NUMBER = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")
DECIMAL = re.compile(r"(?<![\w.:])\d+\.\d+(?:e[+-]?\d+)?(?![\w.]*\.\w)")
FUNCTIONS = {"exp": math.exp, "ln": math.log, "log10": math.log10, "sqrt": math.sqrt, "tanh": math.tanh,
             "erf": math.erf, "abs": abs, "max": max, "min": min, "pi": math.pi}
SYMBOLS = {"·": "*", "×": "*", "−": "-", "²": "**2", "³": "**3", "⁴": "**4", "√": "sqrt", "π": "pi", "^": "**"}


class Mismatch(Exception):
    """What a line of a page says, and what was found."""

    def __init__(self, line, expected, found):
        super().__init__(f"line {line}: expected {expected}, found {found}")


def rounds_to(value, shown):
    """Whether a value, rounded to the digits of the text `shown`, is that number."""
    text = shown.replace("−", "-").replace(",", "")
    mantissa, _, exponent = text.lower().partition("e")
    unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return abs(value - float(text)) <= unit * 0.5000001


def calculate(block, names, printed):
    """Evaluates a calc block, given the decimal numbers that commands printed; returns how many numbers were compared."""
    numbers = 0
    for line, text in block:
        sides = [side.strip() for side in re.split(r"\s[=≈]\s", text.split("  #")[0])]
        if len(sides) < 2:
            continue
        value = None
        for index, side in enumerate(sides):
            if index and value is not None and NUMBER.fullmatch(side):
                if not rounds_to(value, side):
                    raise Mismatch(line, f"{side} in {text.strip()!r}", f"{value:.10g}")
                numbers += 1
                continue
            if index == 0 and side in names:
                continue
            for number in DECIMAL.findall(side):
                digits = re.sub(r"\D", "", number.partition("e")[0]).lstrip("0")
                if len(digits) >= 8 and float(number) not in printed:
                    raise Mismatch(line, f"{number} in an sh block before", f"it in {text.strip()!r} alone")
            code = side
            for known in sorted(names, key=len, reverse=True):
                code = re.sub(rf"(?<![\w∂]){re.escape(known)}(?![^\W²³⁴]|′)", f"({names[known]!r})", code)
            for symbol, meaning in SYMBOLS.items():
                code = code.replace(symbol, meaning)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    result = float(eval(code, {"__builtins__": {}}, FUNCTIONS))
            except Exception as error:
                if index == 0:
                    continue
                raise Mismatch(line, "an expression of numbers and known names", f"{side!r} ({error})") from None
            if value is not None and not math.isclose(result, value, rel_tol=1e-9, abs_tol=1e-12):
                raise Mismatch(line, f"{side!r} to be {value:.10g}", f"{result:.10g}")
            value = result
        names[sides[0]] = value
    return numbers
