"""Writes bounded.txt: functions of More, Garbow and Hillstrom in boxes that cut their minima off, solved by SciPy.

L-BFGS-B runs at pgtol 1e-11, ftol 0, maxcor 10 ("evaluations", 0 where it ended elsewhere than least_squares). The minima are those of
L-BFGS-B and of least_squares (trf at 1e-15) from the standard start and from 20 random ones, where the projected gradient vanishes.
"""
import warnings

import numpy as np
import scipy
import torch
from golden import Golden
from mgh_functions import PROBLEMS, tensor
from scipy.optimize import least_squares, minimize

warnings.filterwarnings("ignore")
INF = np.inf
BOXES = {
    "rosenbrock": ([-2, -2], [0.8, 2]),
    "freudenstein-roth": ([0, -20], [20, -0.9]),
    "beale": ([0.6, 0.1], [10, 0.45]),
    "helical-valley": ([-100, -1, -1], [0.8, 1, 1]),
    "bard": ([0.1, 0, 0], [50, 1.5, 2.3]),
    "box": ([0, 5, 0], [2, 9.5, 20]),
    "powell-singular": ([0.1, -20, -1, -1], [100, 20, 1, 50]),
    "wood": ([-100, -100, -100, -100], [0, 10, 100, 100]),
    "kowalik-osborne": ([0.2, -1, 0.13, 0.12], [0.5, 1, 0.5, 0.5]),
    "brown-dennis": ([-10, 0, -100, -20], [100, 15, 0, 0.2]),
    "osborne-1": ([-INF, -INF, -INF, 0.013, 0.01], [INF, INF, -1, INF, 0.02]),
    "biggs": ([0, 0, 0, 1, 0, 0], [2, 8, 1, 7, 5, 5]),
    "watson-6": ([-0.015, -INF, -0.233, -INF, -1.513, -INF], [INF, INF, INF, INF, INF, 0.9]),
    "extended-rosenbrock": ([-INF] * 20, [0.8, INF] * 10),
    "variably-dimensioned": ([-INF] * 10, [0.5] + [INF] * 8 + [0.9]),
    "trigonometric": ([0.06] * 10, [0.5] * 10),
    "brown-almost-linear": ([-INF] * 10, [0.9] * 10),
    "broyden-tridiagonal": ([-0.5] * 10, [INF] * 10),
    "chebyquad-8": ([0.05] * 8, [0.9] * 8),
}


def main(out):
    for name, residuals, start, _ in PROBLEMS:
        if name not in BOXES:
            continue
        low, high = (np.array(b, float) for b in BOXES[name])
        x0 = np.clip(np.array(start, float), low, high)
        calls = [0]

        def both(x):
            calls[0] += 1
            v = tensor(x.tolist()).requires_grad_(True)
            f = (residuals(v) ** 2).sum()
            g, = torch.autograd.grad(f, v)
            return f.item(), g.numpy()

        def r(x):
            return residuals(tensor(x.tolist())).numpy()

        def jacobian(x):
            return torch.autograd.functional.jacobian(residuals, tensor(x.tolist())).numpy()

        s = minimize(both, x0, jac=True, method="L-BFGS-B", bounds=list(zip(low, high)),
                     options={"gtol": 1e-11, "ftol": 0, "maxcor": 10, "maxiter": 20000, "maxfun": 20000})
        spent, found = calls[0], []
        rng = np.random.RandomState(1)
        wide = np.where(np.isfinite(low), low, x0 - 2), np.where(np.isfinite(high), high, x0 + 2)
        for k in range(21):
            begin = x0 if k == 0 else rng.uniform(wide[0], wide[1])
            e = least_squares(r, np.clip(begin, low + 1e-6, high - 1e-6), jacobian, bounds=(low, high), xtol=1e-15, ftol=1e-15,
                              gtol=1e-15, max_nfev=5000)
            e = minimize(both, e.x, jac=True, method="L-BFGS-B", bounds=list(zip(low, high)),
                         options={"gtol": 1e-12, "ftol": 0, "maxcor": 20, "maxiter": 2000, "maxfun": 2000})
            f, g = both(e.x)
            if np.abs(np.clip(e.x - g, low, high) - e.x).max() <= 1e-6 * max(1, f):
                found.append(f)
        minima = []
        for f in sorted(found):
            if all(abs(f - m) > 1e-7 * max(1, m) for m in minima):
                minima.append(f)
        print(name, spent, s.fun, minima)
        out.case(name)
        out.tensor("lower", low, 17)
        out.tensor("upper", high, 17)
        out.tensor("minima", np.array(minima), 17)
        out.text("evaluations", spent if any(abs(s.fun - m) <= 1e-8 * max(1, m) for m in minima) else 0)


with Golden("bounded", "scipy %s, torch %s" % (scipy.__version__, torch.__version__)) as golden:
    main(golden)
