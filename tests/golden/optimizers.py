"""Twenty steps of every optimizer on given gradients. The reference runs in float64.

PyTorch 1.13 has all of them but Lion (below in numpy, after algorithm 2 of Chen et al. 2023) and L1 decay (added to the gradient here).
NAdam runs as foreach: the plain loop of 1.13 multiplies the look-ahead's product by mu twice, which 2.x mended.
The first DECAYED parameters decay, the others do not, as two parameter groups.
"""
import json

import numpy as np
import torch

from golden import Golden

STEPS, N, DECAYED = 20, 11, 7
random = np.random.RandomState(8)
start = random.randn(N).astype(np.float32)
gradients = (random.randn(STEPS, N) * 10.0 ** random.uniform(-3, 0.5, (1, N))).astype(np.float32)
gradients[:, 2] = 0
gradients[5:, 3] = 0
gradients[::2, 4] *= -30
start[5] = 0


class Lion(torch.optim.Optimizer):
    """Algorithm 2 of "Symbolic discovery of optimization algorithms", in numpy."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                w, g = p.numpy(), p.grad.numpy()
                m = self.state[p].setdefault("m", np.zeros_like(w))
                b1, b2 = group["betas"]
                update = np.sign(b1 * m + (1 - b1) * g)
                w -= group["lr"] * (update + group["weight_decay"] * w)
                m *= b2
                m += (1 - b2) * g


def run(golden, name, optimizer, options, rates=None, max_norm=None, limit=None, l1=0.0, **arguments):
    """options: our JSON; arguments: PyTorch's."""
    decayed = torch.nn.Parameter(torch.tensor(start[:DECAYED], dtype=torch.float64))
    others = torch.nn.Parameter(torch.tensor(start[DECAYED:], dtype=torch.float64))
    torch_optimizer = optimizer(
        [dict(params=[decayed]), dict(params=[others], weight_decay=0.0)], **arguments)
    trajectory = []
    for step in range(STEPS):
        g = torch.tensor(gradients[step], dtype=torch.float64)
        decayed.grad, others.grad = g[:DECAYED].clone(), g[DECAYED:].clone()
        if max_norm is not None:
            torch.nn.utils.clip_grad_norm_([decayed, others], max_norm)
        if limit is not None:
            torch.nn.utils.clip_grad_value_([decayed, others], limit)
        decayed.grad += l1 * torch.sign(decayed.detach())
        if rates is not None:
            for group in torch_optimizer.param_groups:
                group["lr"] = rates[step]
        torch_optimizer.step()
        trajectory.append(np.concatenate([decayed.detach().numpy(), others.detach().numpy()]))
    golden.case(name)
    golden.text("optimizer", json.dumps(options))
    if rates is not None:
        golden.tensor("rates", np.array(rates, dtype=np.float32))
    if max_norm is not None:
        golden.text("max_norm", max_norm)
    if limit is not None:
        golden.text("limit", limit)
    golden.tensor("trajectory", np.array(trajectory, dtype=np.float32))


falling = [float(np.float32(0.05 * 0.8 ** step)) for step in range(STEPS)]
o = torch.optim
with Golden("optimizers", "torch " + torch.__version__) as golden:
    golden.case("problem")
    golden.text("decayed", DECAYED)
    golden.tensor("start", start)
    golden.tensor("gradients", gradients)

    run(golden, "sgd", o.SGD, dict(name="sgd"), lr=0.01)
    run(golden, "sgd weight decay", o.SGD, dict(name="sgd", learning_rate=0.05, weight_decay=0.1), lr=0.05, weight_decay=0.1)
    run(golden, "sgd l1", o.SGD, dict(name="sgd", learning_rate=0.05, l1=0.2), l1=0.2, lr=0.05)
    run(golden, "sgd l1 l2", o.SGD, dict(name="sgd", learning_rate=0.05, weight_decay=0.1, l1=0.2), l1=0.2, lr=0.05, weight_decay=0.1)
    run(golden, "sgd clipped by norm", o.SGD, dict(name="sgd", learning_rate=0.05), max_norm=1.5, lr=0.05)
    run(golden, "sgd clipped by value", o.SGD, dict(name="sgd", learning_rate=0.05, weight_decay=0.1), limit=0.25, lr=0.05, weight_decay=0.1)
    run(golden, "sgd clipped by both", o.SGD, dict(name="sgd", learning_rate=0.05), max_norm=1.5, limit=0.25, lr=0.05)
    run(golden, "momentum", o.SGD, dict(name="momentum"), lr=0.01, momentum=0.9)
    run(golden, "momentum falling rate", o.SGD, dict(name="momentum", learning_rate=0.05), rates=falling, lr=0.05, momentum=0.9)
    run(golden, "momentum dampening weight decay", o.SGD,
        dict(name="momentum", learning_rate=0.02, momentum=0.8, dampening=0.3, weight_decay=0.1),
        lr=0.02, momentum=0.8, dampening=0.3, weight_decay=0.1)
    run(golden, "nesterov", o.SGD, dict(name="nesterov"), lr=0.01, momentum=0.9, nesterov=True)
    run(golden, "nesterov weight decay", o.SGD, dict(name="nesterov", learning_rate=0.03, momentum=0.7, weight_decay=0.1),
        lr=0.03, momentum=0.7, weight_decay=0.1, nesterov=True)
    run(golden, "adagrad", o.Adagrad, dict(name="adagrad"))
    run(golden, "adagrad options", o.Adagrad,
        dict(name="adagrad", learning_rate=0.1, learning_rate_decay=0.2, initial_accumulator=0.3, epsilon=1e-6, weight_decay=0.1),
        lr=0.1, lr_decay=0.2, initial_accumulator_value=0.3, eps=1e-6, weight_decay=0.1)
    run(golden, "rmsprop", o.RMSprop, dict(name="rmsprop"))
    run(golden, "rmsprop weight decay", o.RMSprop, dict(name="rmsprop", alpha=0.9, epsilon=1e-5, weight_decay=0.1),
        alpha=0.9, eps=1e-5, weight_decay=0.1)
    run(golden, "rmsprop centered", o.RMSprop, dict(name="rmsprop", alpha=0.9, epsilon=1e-3, centered=True), alpha=0.9, eps=1e-3, centered=True)
    run(golden, "rmsprop momentum", o.RMSprop, dict(name="rmsprop", momentum=0.8), momentum=0.8)
    run(golden, "rmsprop centered momentum", o.RMSprop,
        dict(name="rmsprop", alpha=0.9, epsilon=1e-3, momentum=0.8, centered=True, weight_decay=0.05),
        alpha=0.9, eps=1e-3, momentum=0.8, centered=True, weight_decay=0.05)
    run(golden, "adadelta", o.Adadelta, dict(name="adadelta"))
    run(golden, "adadelta options", o.Adadelta, dict(name="adadelta", learning_rate=2.0, rho=0.8, epsilon=1e-4, weight_decay=0.1),
        lr=2.0, rho=0.8, eps=1e-4, weight_decay=0.1)
    run(golden, "adam", o.Adam, dict(name="adam"))
    run(golden, "adam falling rate", o.Adam, dict(name="adam", learning_rate=0.05), rates=falling, lr=0.05)
    run(golden, "adam options", o.Adam, dict(name="adam", learning_rate=0.02, beta1=0.8, beta2=0.95, epsilon=1e-4, weight_decay=0.1),
        lr=0.02, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1)
    run(golden, "adam amsgrad", o.Adam, dict(name="adam", learning_rate=0.02, beta2=0.9, amsgrad=True), lr=0.02, betas=(0.9, 0.9), amsgrad=True)
    run(golden, "adamw", o.AdamW, dict(name="adamw"))
    run(golden, "adamw options", o.AdamW, dict(name="adamw", learning_rate=0.02, beta1=0.8, beta2=0.95, epsilon=1e-4, weight_decay=0.5),
        lr=0.02, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.5)
    run(golden, "adamw amsgrad", o.AdamW, dict(name="adamw", learning_rate=0.02, beta2=0.9, weight_decay=0.1, amsgrad=True),
        lr=0.02, betas=(0.9, 0.9), weight_decay=0.1, amsgrad=True)
    run(golden, "nadam", o.NAdam, dict(name="nadam"), foreach=True)
    run(golden, "nadam options", o.NAdam,
        dict(name="nadam", learning_rate=0.02, beta1=0.8, beta2=0.95, epsilon=1e-4, momentum_decay=0.1, weight_decay=0.1),
        lr=0.02, betas=(0.8, 0.95), eps=1e-4, momentum_decay=0.1, weight_decay=0.1, foreach=True)
    run(golden, "lion", Lion, dict(name="lion"))
    run(golden, "lion options", Lion, dict(name="lion", learning_rate=0.01, beta1=0.8, beta2=0.9, weight_decay=0.5),
        lr=0.01, betas=(0.8, 0.9), weight_decay=0.5)
