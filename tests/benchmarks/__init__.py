"""What every claim of speed rests on: `python -m tests.benchmarks [--short]`. No test, and nothing here fails."""
