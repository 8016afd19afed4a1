"""What `./ibok` is made of. Standard library only: it runs
before anything is installed (but for `inside/`, `pytest_guard`, `lint_files`).
"""
