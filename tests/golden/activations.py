"""Activations and their gradients as torch computes them in double precision, written as doubles."""
import torch
import torch.nn.functional as F

from golden import Golden

X = torch.tensor([-1000.0, -120.0, -90.0, -30.0, -13.3, -13.0, -9.0, -6.5, -5.0, -3.5, -3.0, -2.5, -2.0, -1.5, -1.0, -0.75, -0.5,
                  -0.25, -0.1, -1e-2, -1e-4, -1e-8, 1e-8, 1e-4, 1e-2, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 5.0,
                  5.5, 6.5, 9.0, 13.0, 25.0, 90.0, 120.0, 1000.0])

CASES = [
    ("identity", {}, lambda x: x * 1),
    ("sigmoid", {}, torch.sigmoid),
    ("tanh", {}, torch.tanh),
    ("relu", {}, torch.relu),
    ("leaky-relu", {}, F.leaky_relu),
    ("leaky-relu", {"slope": 0.25}, lambda x: F.leaky_relu(x, 0.25)),
    ("elu", {}, F.elu),
    ("elu", {"alpha": 0.5}, lambda x: F.elu(x, 0.5)),
    ("selu", {}, F.selu),
    ("gelu", {}, F.gelu),
    ("gelu-tanh", {}, lambda x: F.gelu(x, approximate="tanh")),
    ("silu", {}, F.silu),
    ("softplus", {}, F.softplus),
    ("softplus", {"beta": 2.5}, lambda x: F.softplus(x, 2.5)),
    ("mish", {}, F.mish),
    ("hard-sigmoid", {}, F.hardsigmoid),
    ("hard-tanh", {}, F.hardtanh),
    ("hard-tanh", {"least": -2.0, "most": 0.5}, lambda x: F.hardtanh(x, -2.0, 0.5)),
    ("hard-swish", {}, F.hardswish),
    ("relu6", {}, F.relu6),
    ("softsign", {}, F.softsign),
]

with Golden("activations", "torch " + torch.__version__) as g:
    for name, options, f in CASES:
        g.case(" ".join([name] + ["%s %g" % option for option in options.items()]))
        g.text("json", '{"name":"%s"%s}' % (name, "".join(',"%s":%g' % option for option in options.items())))
        x = X.double().requires_grad_()
        y = f(x)
        y.sum().backward()
        g.tensor("x", X)
        g.tensor("y", y)
        g.tensor("derivative", x.grad)
