"""``python -m assist.training.asr_noise``: see `card.main`."""

import sys

from assist.training.asr_noise.card import main

sys.exit(main())
