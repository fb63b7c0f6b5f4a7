"""NumPy as a peer: training written out by hand, as an introductory chapter does."""
import numpy as np

from networks import BATCHES, LEARNING_RATE, NETWORKS
from peer_server import blas_in_use, serve

f32 = np.float32
rng = np.random.default_rng(0)


class Net:
    def __init__(self, sizes, activation, loss, optimizer):
        self.layers, self.activation, self.loss, self.optimizer, self.t = len(sizes) - 1, activation, loss, optimizer, 0
        self.rate = f32(LEARNING_RATE[optimizer])
        self.p = {}
        for i in range(self.layers):
            self.p["w%d" % i] = (rng.standard_normal((sizes[i], sizes[i + 1])) * np.sqrt(2 / sizes[i])).astype(f32)
            self.p["b%d" % i] = np.zeros(sizes[i + 1], f32)
        self.m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.p.items()}

    def step(self, x, y):
        p, n, h = self.p, len(x), [x]
        for i in range(self.layers):
            z = h[-1] @ p["w%d" % i] + p["b%d" % i]
            if i + 1 < self.layers:
                z = np.maximum(z, 0) if self.activation == "relu" else np.tanh(z)
            h.append(z)
        if self.loss == "mse":
            d = (h[-1] - y) * f32(2 / n)
        else:
            e = np.exp(h[-1] - h[-1].max(axis=1, keepdims=True))
            d = e / e.sum(axis=1, keepdims=True)
            d[np.arange(n), y] -= 1
            d /= n
        gradient = {}
        for i in reversed(range(self.layers)):
            gradient["w%d" % i], gradient["b%d" % i] = h[i].T @ d, d.sum(axis=0)
            if i:
                d = d @ p["w%d" % i].T
                d = d * (h[i] > 0) if self.activation == "relu" else d * (1 - h[i] * h[i])
        self.update(gradient)

    def update(self, gradient):
        self.t += 1
        for k, p in self.p.items():
            g = gradient[k]
            if self.optimizer == "sgd":
                p -= self.rate * g
            elif self.optimizer == "momentum":
                self.m[k] = f32(0.9) * self.m[k] + g
                p -= self.rate * self.m[k]
            else:
                self.m[k] = f32(0.9) * self.m[k] + f32(0.1) * g
                self.v[k] = f32(0.999) * self.v[k] + f32(0.001) * g ** 2
                p -= self.rate * (self.m[k] / f32(1 - 0.9 ** self.t)) / (
                  np.sqrt(self.v[k] / f32(1 - 0.999 ** self.t)) + f32(1e-8))


def step(network, optimizer):
    sizes, batch, activation, loss = NETWORKS[network]
    xs = [rng.standard_normal((batch, sizes[0])).astype(f32) for _ in range(BATCHES)]
    ys = [rng.standard_normal((batch, sizes[-1])).astype(f32) if loss == "mse" else rng.integers(0, sizes[-1], batch)
          for _ in range(BATCHES)]
    net, state = Net(sizes, activation, loss, optimizer), [0]

    def one():
        i = state[0] = (state[0] + 1) % BATCHES
        net.step(xs[i], ys[i])
    for _ in range(20):
        one()
    return [("by hand", one)]


def elementwise(op, n):
    x = (rng.standard_normal(int(n)) * 2).astype(f32)
    y, c, half, cube, one = np.empty_like(x), f32(np.sqrt(2 / np.pi)), f32(0.5), f32(0.044715), f32(1)
    return [(op, {
      "exp": lambda: np.exp(x, out=y),
      "tanh": lambda: np.tanh(x, out=y),
      "sigmoid": lambda: one / (one + np.exp(-x)),
      "gelu": lambda: half * x * (one + np.tanh(c * (x + cube * x * x * x))),
    }[op])]


def softmax(rows, columns):
    x = rng.standard_normal((int(rows), int(columns))).astype(f32)

    def one():
        e = np.exp(x - x.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)
    return [("by hand", one)]


def about():
    np.ones((64, 64), f32) @ np.ones((64, 64), f32)
    return "NumPy %s;%s" % (np.__version__, blas_in_use())


serve(dict(step=step, elementwise=elementwise, softmax=softmax), about)
