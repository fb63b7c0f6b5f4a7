"""PyTorch as a peer. usage: torch_peer.py THREADS [tuned]"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

from networks import BATCHES, IMAGES, LEARNING_RATE, NETWORKS
from peer_server import blas_in_use, serve

torch.set_num_threads(int(sys.argv[1]))
torch.set_num_interop_threads(1)
if "tuned" in sys.argv:
    torch.set_flush_denormal(True)
torch.manual_seed(0)


def model(sizes, activation):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i + 2 < len(sizes):
            layers.append(nn.ReLU() if activation == "relu" else nn.Tanh())
    return nn.Sequential(*layers)


def block(channels, filters):
    return [nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU(), nn.MaxPool2d(2)]


def image_model(network):
    if network == "e":
        return nn.Sequential(*block(3, 32), *block(32, 64), nn.Flatten(), nn.Linear(64 * 8 * 8, 10))
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def optimizer(name, parameters, foreach):
    rate = LEARNING_RATE[name]
    if name == "adam":
        return torch.optim.Adam(parameters, lr=rate, foreach=foreach)
    return torch.optim.SGD(parameters, lr=rate, momentum=0.9 if name == "momentum" else 0, foreach=foreach)


VARIANTS = (("eager", False, False), ("foreach", True, False), ("jit.trace, foreach", True, True))


def gemm(m, n, k, ta, tb):
    m, n, k = int(m), int(n), int(k)
    a = torch.rand(k, m).t() if ta == "1" else torch.rand(m, k)
    b = torch.rand(n, k).t() if tb == "1" else torch.rand(k, n)
    c = torch.empty(m, n)
    variants = [("mm", lambda: torch.mm(a, b, out=c))]
    if m == 1:
        w = b.t().contiguous()
        variants.append(("linear", lambda: F.linear(a, w)))
    return variants


def image_step(network, optimizer_name):
    shape, classes, batch = IMAGES[network]
    xs = [torch.randn(batch, *shape) for _ in range(BATCHES)]
    ys = [torch.randint(0, classes, (batch,)) for _ in range(BATCHES)]
    variants = []
    for name, foreach, jit, last in tuple(v + (False,) for v in VARIANTS) + (("channels_last, foreach", True, False, True),):
        torch.manual_seed(0)
        m, inputs = image_model(network), xs
        if last:
            m = m.to(memory_format=torch.channels_last)
            inputs = [x.contiguous(memory_format=torch.channels_last) for x in xs]
        if jit:
            m = torch.jit.trace(m, xs[0])
        o = optimizer(optimizer_name, m.parameters(), foreach)

        def one(m=m, o=o, inputs=inputs, state=[0]):
            i = state[0] = (state[0] + 1) % BATCHES
            o.zero_grad(set_to_none=True)
            F.cross_entropy(m(inputs[i]), ys[i]).backward()
            o.step()
        for _ in range(5):
            one()
        variants.append((name, one))
    return variants


def conv(channels, size, filters, kernel, pad, batch, part):
    """One convolution: forward, its input gradient (data) or its weight gradient (weights)."""
    channels, size, filters, kernel, pad, batch = (int(v) for v in (channels, size, filters, kernel, pad, batch))
    variants = []
    for name, layout in (("default", torch.contiguous_format), ("channels_last", torch.channels_last)):
        x = torch.rand(batch, channels, size, size).contiguous(memory_format=layout)
        w = torch.rand(filters, channels, kernel, kernel).contiguous(memory_format=layout)
        b = torch.rand(filters)
        y = F.conv2d(x, w, b, padding=pad)
        dy = torch.rand_like(y)
        mask = [part == "data", part == "weights", part == "weights"]

        def forward(x=x, w=w, b=b):
            F.conv2d(x, w, b, padding=pad)

        def backward(x=x, w=w, dy=dy, mask=mask):
            torch.ops.aten.convolution_backward(dy, x, w, [filters], [1, 1], [pad, pad], [1, 1], False, [0, 0], 1, mask)
        variants.append((name, forward if part == "forward" else backward))
    return variants


def step(network, optimizer_name):
    if network in IMAGES:
        return image_step(network, optimizer_name)
    sizes, batch, activation, loss_name = NETWORKS[network]
    xs = [torch.randn(batch, sizes[0]) for _ in range(BATCHES)]
    if loss_name == "mse":
        ys, loss_of = [torch.randn(batch, sizes[-1]) for _ in range(BATCHES)], F.mse_loss
    else:
        ys, loss_of = [torch.randint(0, sizes[-1], (batch,)) for _ in range(BATCHES)], F.cross_entropy
    variants = []
    for name, foreach, jit in VARIANTS:
        torch.manual_seed(0)
        m = model(sizes, activation)
        if jit:
            m = torch.jit.trace(m, xs[0])
        o = optimizer(optimizer_name, m.parameters(), foreach)

        def one(m=m, o=o, state=[0]):
            i = state[0] = (state[0] + 1) % BATCHES
            o.zero_grad(set_to_none=True)
            loss_of(m(xs[i]), ys[i]).backward()
            o.step()
        for _ in range(20):
            one()
        variants.append((name, one))
    return variants


def update(name, n):
    n, variants = int(n), []
    for layout, parts in (("1 tensor", 1), ("20 tensors", 20)):
        for foreach in (False, True):
            ps = [torch.randn(n // parts).requires_grad_() for _ in range(parts)]
            for p in ps:
                p.grad = torch.randn_like(p)
            o = optimizer(name, ps, foreach)
            variants.append((layout + (", foreach" if foreach else ""), o.step))
    return variants


def elementwise(op, n):
    x = torch.randn(int(n)) * 2
    y = torch.empty_like(x)
    gelu = torch._C._nn.gelu
    f = {
      "exp": lambda: torch.exp(x, out=y),
      "tanh": lambda: torch.tanh(x, out=y),
      "sigmoid": lambda: torch.sigmoid(x, out=y),
      "gelu": lambda: gelu(x, approximate="tanh", out=y),
    }[op]
    return [(op, f)]


def softmax(rows, columns):
    x = torch.randn(int(rows), int(columns))
    y = torch.empty_like(x)
    return [("softmax", lambda: torch.softmax(x, 1)), ("softmax out=", lambda: torch.softmax(x, 1, out=y))]


def predict(network):
    if network in IMAGES:
        m, shape = image_model(network).eval(), IMAGES[network][0]
    else:
        sizes, _, activation, _ = NETWORKS[network]
        m, shape = model(sizes, activation).eval(), (sizes[0],)
    xs = [torch.randn(1, *shape) for _ in range(64)]
    frozen = torch.jit.freeze(torch.jit.trace(m, xs[0]))
    candidates = [("eager", m), ("jit.freeze", frozen)]
    try:
        candidates.append(("jit.optimize_for_inference", torch.jit.optimize_for_inference(frozen)))
    except RuntimeError:
        pass  # needs a newer oneDNN on some machines
    variants = []
    for name, f in candidates:
        def one(f=f, state=[0]):
            i = state[0] = (state[0] + 1) & 63
            f(xs[i])
        variants.append((name, one))
    return variants


def epoch(network, optimizer_name, rows):
    """One pass over the rows in a fresh random order, batches gathered by index."""
    sizes, batch, activation, _ = NETWORKS[network]
    rows = int(rows)
    x, y = torch.rand(rows, sizes[0]), torch.randint(0, sizes[-1], (rows,))
    m = model(sizes, activation)
    o = optimizer(optimizer_name, m.parameters(), True)

    def one():
        order = torch.randperm(rows)
        for i in range(0, rows, batch):
            index = order[i:i + batch]
            o.zero_grad(set_to_none=True)
            F.cross_entropy(m(x[index]), y[index]).backward()
            o.step()
    return [("foreach", one)]


def learning(kind):
    def prepare(*arguments):
        torch.set_grad_enabled(True)
        return kind(*arguments)
    return prepare


def without_gradients(kind):
    def prepare(*arguments):
        torch.set_grad_enabled(False)
        return kind(*arguments)
    return prepare


def about():
    torch.mm(torch.rand(64, 64), torch.rand(64, 64))
    return "PyTorch %s;%s" % (torch.__version__, blas_in_use())


serve(dict(gemm=without_gradients(gemm), conv=without_gradients(conv), elementwise=without_gradients(elementwise), softmax=without_gradients(softmax),
           predict=without_gradients(predict), step=learning(step), update=learning(update), epoch=learning(epoch)), about)
