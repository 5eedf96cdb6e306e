import sys

from kawal.cli import main

sys.exit(main())
