# Short names for the commands of CONTRIBUTING.md. `just` lists them.

_default:
    @just --list --unsorted

# The quick look while working: format, lints, tests of the libraries. Seconds when warm.
check:
    cargo fmt --all --check
    cargo clippy --workspace --lib -- -D warnings
    cargo test --quiet --workspace --lib

# Everything that tests: unit, integration, documentation.
test:
    cargo test

# What has to pass before a change lands. A few cited files have to lie beside the repository.
ci:
    bash .ci/run

# Our own benchmarks.
bench:
    cargo bench --package kpis-benches

# The same jobs in DuckDB and Polars, our side included; needs Python. Arguments go to the script.
peers *arguments:
    test -d benches/peers/.venv || python3 -m venv benches/peers/.venv
    benches/peers/.venv/bin/pip install --quiet --requirement benches/peers/requirements.txt
    benches/peers/.venv/bin/python benches/peers/peers.py {{arguments}}
