"""python -m tests.core.tape.programs [--truth] [--whys] [NAME…]: see judge.py."""

import sys

from tests.core.tape.programs.judge import main

sys.exit(main(sys.argv[1:]))
