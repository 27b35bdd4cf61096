# SPDX-License-Identifier: GPL-2.0-only
"""The one error of an edit: the tree does not hold what the edit works on."""


class Misfit(Exception):
    """The message says what was looked for in the file and not found."""
