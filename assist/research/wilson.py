"""How sure a share is."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054  # two-sided 95 %


def wilson(count: int, of: int, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of a share.

    Parameters
    ----------
    count, of : int
        ``0 <= count <= of``.
    z : float
        Standard normal quantile; the default gives 95 %.

    Returns
    -------
    tuple of float
        Lower and upper bound in [0, 1]; ``(0.0, 1.0)`` when ``of`` is 0: nothing is known.

    Raises
    ------
    ValueError
        When the numbers make no share.

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson(3, 20)]
    [0.052, 0.36]

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is not a share")
    if of == 0:
        return 0.0, 1.0
    share = count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == of else min(1.0, middle + half)
    return low, high
