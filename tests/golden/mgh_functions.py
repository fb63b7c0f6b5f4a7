"""The 35 functions of More, Garbow and Hillstrom, "Testing Unconstrained Optimization Software", 1981: residuals in torch."""
import math
import torch

t64 = torch.float64


def tensor(values):
    return torch.tensor(values, dtype=t64)


def steps(count, start=1):
    return torch.arange(start, start + count, dtype=t64)


BARD = tensor([0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39])
GAUSS = tensor([0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989,
                0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009])
MEYER = tensor([34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872])
KOWALIK_Y = tensor([0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246])
KOWALIK_U = tensor([4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625])
OSBORNE1 = tensor([0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603,
                   0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411,
                   0.406])
OSBORNE2 = tensor([1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606,
                   0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423,
                   0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668,
                   0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098,
                   0.054])


def rosenbrock(x):
    return torch.stack([10 * (x[1::2] - x[::2] ** 2), 1 - x[::2]], 1).flatten()


def freudenstein_roth(x):
    a, b = x
    return torch.stack([-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b])


def powell_badly_scaled(x):
    return torch.stack([1e4 * x[0] * x[1] - 1, torch.exp(-x[0]) + torch.exp(-x[1]) - 1.0001])


def brown_badly_scaled(x):
    return torch.stack([x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2])


def beale(x):
    return tensor([1.5, 2.25, 2.625]) - x[0] * (1 - x[1] ** steps(3))


def jennrich_sampson(x):
    i = steps(10)
    return 2 + 2 * i - (torch.exp(i * x[0]) + torch.exp(i * x[1]))


def helical_valley(x):
    theta = torch.atan(x[1] / x[0]) / (2 * math.pi) + (0.5 if x[0] < 0 else 0)
    return torch.stack([10 * (x[2] - 10 * theta), 10 * (torch.sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]])


def bard(x):
    u = steps(15)
    v = 16 - u
    return BARD - (x[0] + u / (v * x[1] + torch.minimum(u, v) * x[2]))


def gaussian(x):
    t = (8 - steps(15)) / 2
    return x[0] * torch.exp(-x[1] * (t - x[2]) ** 2 / 2) - GAUSS


def meyer(x):
    return x[0] * torch.exp(x[1] / (45 + 5 * steps(16) + x[2])) - MEYER


def gulf(x):
    t = steps(99) / 100
    y = 25 + (-50 * torch.log(t)) ** (2 / 3)
    return torch.exp(-torch.abs(y - x[1]) ** x[2] / x[0]) - t


def box(x):
    t = 0.1 * steps(10)
    return torch.exp(-t * x[0]) - torch.exp(-t * x[1]) - x[2] * (torch.exp(-t) - torch.exp(-10 * t))


def powell_singular(x):
    a, b, c, d = x[::4], x[1::4], x[2::4], x[3::4]
    return torch.stack([a + 10 * b, math.sqrt(5) * (c - d), (b - 2 * c) ** 2, math.sqrt(10) * (a - d) ** 2], 1).flatten()


def wood(x):
    return torch.stack([10 * (x[1] - x[0] ** 2), 1 - x[0], math.sqrt(90) * (x[3] - x[2] ** 2), 1 - x[2],
                        math.sqrt(10) * (x[1] + x[3] - 2), (x[1] - x[3]) / math.sqrt(10)])


def kowalik_osborne(x):
    u = KOWALIK_U
    return KOWALIK_Y - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3])


def brown_dennis(x):
    t = steps(20) / 5
    return (x[0] + t * x[1] - torch.exp(t)) ** 2 + (x[2] + x[3] * torch.sin(t) - torch.cos(t)) ** 2


def osborne1(x):
    t = 10 * steps(33, 0)
    return OSBORNE1 - (x[0] + x[1] * torch.exp(-t * x[3]) + x[2] * torch.exp(-t * x[4]))


def biggs(x):
    t = 0.1 * steps(13)
    y = torch.exp(-t) - 5 * torch.exp(-10 * t) + 3 * torch.exp(-4 * t)
    return x[2] * torch.exp(-t * x[0]) - x[3] * torch.exp(-t * x[1]) + x[5] * torch.exp(-t * x[4]) - y


def osborne2(x):
    t = steps(65, 0) / 10
    return OSBORNE2 - (x[0] * torch.exp(-t * x[4]) + x[1] * torch.exp(-(t - x[8]) ** 2 * x[5])
                       + x[2] * torch.exp(-(t - x[9]) ** 2 * x[6]) + x[3] * torch.exp(-(t - x[10]) ** 2 * x[7]))


def watson(x):
    t = (steps(29) / 29)[:, None]
    j = steps(len(x), 0)[None, :]
    slope = (j[:, 1:] * x[1:] * t ** (j[:, 1:] - 1)).sum(1)
    value = (x * t ** j).sum(1)
    return torch.cat([slope - value ** 2 - 1, torch.stack([x[0], x[1] - x[0] ** 2 - 1])])


def penalty1(x):
    return torch.cat([math.sqrt(1e-5) * (x - 1), (x @ x - 0.25)[None]])


def penalty2(x):
    n, a = len(x), math.sqrt(1e-5)
    i = steps(n)
    y = torch.exp(i[1:] / 10) + torch.exp(i[:-1] / 10)
    return torch.cat([(x[0] - 0.2)[None], a * (torch.exp(x[1:] / 10) + torch.exp(x[:-1] / 10) - y),
                      a * (torch.exp(x[1:] / 10) - math.exp(-0.1)), ((n - i + 1) @ (x * x) - 1)[None]])


def variably_dimensioned(x):
    s = steps(len(x)) @ (x - 1)
    return torch.cat([x - 1, s[None], (s * s)[None]])


def trigonometric(x):
    n = len(x)
    return n - torch.cos(x).sum() + steps(n) * (1 - torch.cos(x)) - torch.sin(x)


def brown_almost_linear(x):
    n = len(x)
    return torch.cat([x[:-1] + x.sum() - (n + 1), (x.prod() - 1)[None]])


def discrete_boundary(x):
    n = len(x)
    h = 1 / (n + 1)
    padded = torch.cat([torch.zeros(1, dtype=t64), x, torch.zeros(1, dtype=t64)])
    return 2 * x - padded[:-2] - padded[2:] + h * h * (x + h * steps(n) + 1) ** 3 / 2


def discrete_integral(x):
    n = len(x)
    h = 1 / (n + 1)
    t = h * steps(n)
    cube = (x + t + 1) ** 3
    kernel = torch.where(t[None, :] <= t[:, None], (1 - t[:, None]) * t[None, :], t[:, None] * (1 - t[None, :]))
    return x + h * (kernel @ cube) / 2


def broyden_tridiagonal(x):
    padded = torch.cat([torch.zeros(1, dtype=t64), x, torch.zeros(1, dtype=t64)])
    return (3 - 2 * x) * x - padded[:-2] - 2 * padded[2:] + 1


def broyden_banded(x):
    n = len(x)
    rows = []
    for i in range(n):
        near = sum((x[j] * (1 + x[j]) for j in range(max(0, i - 5), min(n, i + 2)) if j != i), torch.zeros((), dtype=t64))
        rows.append(x[i] * (2 + 5 * x[i] ** 2) + 1 - near)
    return torch.stack(rows)


def linear_full_rank(x, m=20):
    n = len(x)
    s = 2 / m * x.sum() + 1
    return torch.cat([x - s, -s.expand(m - n)])


def linear_rank1(x, m=20):
    return steps(m) * (steps(len(x)) @ x) - 1


def linear_rank1_zero(x, m=20):
    n = len(x)
    s = steps(n - 2, 2) @ x[1:-1]
    ones = torch.ones(1, dtype=t64)
    return torch.cat([-ones, steps(m - 2) * s - 1, -ones])


def chebyquad(x):
    n = len(x)
    y = 2 * x - 1
    before, now = torch.ones(n, dtype=t64), y
    rows = []
    for i in range(1, n + 1):
        rows.append(now.mean() - (-1 / (i * i - 1) if i % 2 == 0 else 0))
        before, now = now, 2 * y * now - before
    return torch.stack(rows)


n10 = [float(j) for j in range(1, 11)]
# name, residuals, start, the published minima of the sum of squares
PROBLEMS = [
    ("rosenbrock", rosenbrock, [-1.2, 1], [0]),
    ("freudenstein-roth", freudenstein_roth, [0.5, -2], [0, 48.9842]),
    ("powell-badly-scaled", powell_badly_scaled, [0, 1], [0]),
    ("brown-badly-scaled", brown_badly_scaled, [1, 1], [0]),
    ("beale", beale, [1, 1], [0]),
    ("jennrich-sampson", jennrich_sampson, [0.3, 0.4], [124.362]),
    ("helical-valley", helical_valley, [-1, 0, 0], [0]),
    ("bard", bard, [1, 1, 1], [8.21487e-3]),
    ("gaussian", gaussian, [0.4, 1, 0], [1.12793e-8]),
    ("meyer", meyer, [0.02, 4000, 250], [87.9458]),
    ("gulf", gulf, [5, 2.5, 0.15], [0]),
    ("box", box, [0, 10, 20], [0]),
    ("powell-singular", powell_singular, [3, -1, 0, 1], [0]),
    ("wood", wood, [-3, -1, -3, -1], [0]),
    ("kowalik-osborne", kowalik_osborne, [0.25, 0.39, 0.415, 0.39], [3.07505e-4, 1.02734e-3]),
    ("brown-dennis", brown_dennis, [25, 5, -5, -1], [85822.2]),
    ("osborne-1", osborne1, [0.5, 1.5, -1, 0.01, 0.02], [5.46489e-5]),
    ("biggs", biggs, [1, 2, 1, 1, 1, 1], [0, 5.65565e-3]),
    ("osborne-2", osborne2, [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], [4.01377e-2]),
    ("watson-6", watson, [0] * 6, [2.28767e-3]),
    ("watson-9", watson, [0] * 9, [1.39976e-6]),
    ("extended-rosenbrock", rosenbrock, [-1.2, 1] * 10, [0]),
    ("extended-powell-singular", powell_singular, [3, -1, 0, 1] * 5, [0]),
    ("penalty-1", penalty1, n10, [7.08765e-5]),
    ("penalty-2", penalty2, [0.5] * 10, [2.93660e-4]),
    ("variably-dimensioned", variably_dimensioned, [1 - j / 10 for j in n10], [0]),
    ("trigonometric", trigonometric, [0.1] * 10, [0, 2.79506e-5]),
    ("brown-almost-linear", brown_almost_linear, [0.5] * 10, [0, 1]),
    ("discrete-boundary", discrete_boundary, [j / 11 * (j / 11 - 1) for j in n10], [0]),
    ("discrete-integral", discrete_integral, [j / 11 * (j / 11 - 1) for j in n10], [0]),
    ("broyden-tridiagonal", broyden_tridiagonal, [-1] * 10, [0]),
    ("broyden-banded", broyden_banded, [-1] * 10, [0]),
    ("linear-full-rank", linear_full_rank, [1] * 10, [10]),
    ("linear-rank-1", linear_rank1, [1] * 10, [20 * 19 / (2 * 41)]),
    ("linear-rank-1-zero", linear_rank1_zero, [1] * 10, [(400 + 60 - 6) / (2 * 37)]),
    ("chebyquad-8", chebyquad, [j / 9 for j in range(1, 9)], [3.51687e-3]),
    ("chebyquad-9", chebyquad, [j / 10 for j in range(1, 10)], [0]),
    ("chebyquad-10", chebyquad, [j / 11 for j in n10], [4.77271e-3, 6.50395e-3]),
]
