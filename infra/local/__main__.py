"""`python -m infra.local` is the command `shopguide`."""

from infra.local.cli import main

if __name__ == "__main__":
    main()
