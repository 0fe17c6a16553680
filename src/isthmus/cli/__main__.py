"""`python -m isthmus.cli`, for where the console script is not on the path."""

from isthmus.cli.root import main

main()
