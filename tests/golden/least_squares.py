"""Writes least_squares.txt: linear least squares by numpy (lstsq, SVD) and ridge regression by scikit-learn, in double precision."""
import numpy as np
import sklearn
from golden import Golden
from sklearn.linear_model import LinearRegression, Ridge


def main(out):
    rng = np.random.RandomState(7)
    for name, m, n, condition in (("tall", 20, 4, 10), ("square", 5, 5, 10), ("one-column", 6, 1, 1), ("ill", 30, 6, 1e6)):
        u, _ = np.linalg.qr(rng.randn(m, n))
        v, _ = np.linalg.qr(rng.randn(n, n))
        a = u @ np.diag(np.geomspace(1, 1 / condition, n)) @ v
        b = rng.randn(m)
        x, _, rank, _ = np.linalg.lstsq(a, b, rcond=None)
        out.case(name)
        out.tensor("a", a, 17)
        out.tensor("b", b, 17)
        out.tensor("x", x, 17)
        out.tensor("objective", np.float64(np.sum((a @ x - b) ** 2)), 17)
        for ridge in (0.1, 10.0):
            fit = Ridge(alpha=ridge, fit_intercept=False, solver="svd", tol=1e-14).fit(a, b)
            out.tensor("ridge-%g" % ridge, fit.coef_, 17)
    m, n = 25, 3
    a = rng.randn(m, n) * [1, 10, 0.1] + [5, -3, 100]
    b = a @ [2, -1, 30] + 4 + rng.randn(m)
    fit = LinearRegression().fit(a, b)
    ridge = Ridge(alpha=2.0, solver="svd", tol=1e-14).fit(a, b)
    out.case("regression")
    out.tensor("features", a, 17)
    out.tensor("targets", b, 17)
    out.tensor("weights", fit.coef_, 17)
    out.tensor("intercept", np.float64(fit.intercept_), 17)
    out.tensor("ridge-weights", ridge.coef_, 17)
    out.tensor("ridge-intercept", np.float64(ridge.intercept_), 17)


with Golden("least_squares", "scikit-learn " + sklearn.__version__) as golden:
    main(golden)
