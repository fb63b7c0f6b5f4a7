"""Writes rosenbrock.txt: how many evaluations torch.optim.LBFGS (strong_wolfe) spends on Rosenbrock's function from (-1.2, 1)
until f is first at most 1e-10 in doubles and 1e-6 in floats; and its minimum in the unit disc, by SciPy's SLSQP.
"""
import numpy as np
import scipy
import torch
from golden import Golden
from scipy.optimize import minimize


def evaluations(dtype, goal):
    x = torch.tensor([-1.2, 1.0], dtype=dtype, requires_grad=True)
    calls, hit = 0, 0

    def closure():
        nonlocal calls, hit
        optimizer.zero_grad()
        f = 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
        f.backward()
        calls += 1
        if not hit and f.item() <= goal:
            hit = calls
        return f

    optimizer = torch.optim.LBFGS([x], max_iter=1000, max_eval=10000, tolerance_grad=0, tolerance_change=0, history_size=10,
                                  line_search_fn="strong_wolfe")
    optimizer.step(closure)
    return hit


def rosenbrock(x):
    return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2


with Golden("rosenbrock", "scipy %s, torch %s" % (scipy.__version__, torch.__version__)) as golden:
    golden.case("double")
    golden.text("evaluations", evaluations(torch.float64, 1e-10))
    golden.case("float")
    golden.text("evaluations", evaluations(torch.float32, 1e-6))
    golden.case("disc")
    end = minimize(rosenbrock, [0, 0], method="SLSQP", options={"ftol": 1e-15, "maxiter": 1000},
                   constraints={"type": "ineq", "fun": lambda x: 1 - x[0] ** 2 - x[1] ** 2})
    golden.tensor("x", end.x)
    golden.tensor("value", np.float64(end.fun))
