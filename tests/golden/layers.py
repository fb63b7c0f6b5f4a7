"""Forward passes, gradients and state of layers over a few batches, by PyTorch in float64, rounded to float32."""
import numpy as np
import torch
from torch import nn

from golden import Golden

torch.manual_seed(7)


def numbers(*shape, away=0.0):
    """Normal numbers that are exact in float32; none within `away` of a kink at 0."""
    x = torch.randn(*shape, dtype=torch.float32)
    return (x + torch.sign(x) * away).double()


def run(g, name, layer, module, shape, parameters=(), state=(), batches=(3, 4), training=True, options=(), away=0.0, transpose=()):
    """One case: the module's parameters and state first, then every batch's input, output and gradients, then the state after it."""
    g.case(name)
    g.text("layer", layer)
    g.text("training", int(training))
    g.text("batches", len(batches))
    for option, value in options:
        g.text(option, value)
    module = module.double()
    module.train(training)
    with torch.no_grad():
        for p in parameters:
            tensor = getattr(module, p)
            tensor.copy_(numbers(*tensor.shape) * 0.5 + (1 if p == "weight" and layer.endswith("norm") else 0))
            tensor.copy_(tensor.float().double())
            g.tensor(p, written(tensor, p in transpose))
        for s in state:
            tensor = getattr(module, s)
            tensor.copy_((numbers(*tensor.shape).abs() + 0.5).float().double())
            g.tensor(s, written(tensor))
    for i, batch in enumerate(batches):
        x = numbers(batch, *shape, away=away).requires_grad_()
        y = module(x)
        dy = numbers(*y.shape)
        module.zero_grad()
        y.backward(dy)
        g.tensor("input%d" % i, written(x))
        g.tensor("output%d" % i, written(y))
        g.tensor("output_gradient%d" % i, written(dy))
        g.tensor("input_gradient%d" % i, written(x.grad))
        for p in parameters:
            g.tensor("%s_gradient%d" % (p, i), written(getattr(module, p).grad, p in transpose))
        for s in state:
            g.tensor("%s%d" % (s, i), written(getattr(module, s)))


def written(tensor, transpose=False):
    array = tensor.detach().numpy()
    return (array.T if transpose else array).astype(np.float32)


class Whole(nn.Module):
    """A dense layer with its activation."""

    def __init__(self, inputs, units, activation, bias=True):
        super().__init__()
        linear = nn.Linear(inputs, units, bias)
        self.weight, self.bias, self.activation = linear.weight, linear.bias, activation

    def forward(self, x):
        return self.activation(nn.functional.linear(x.flatten(1), self.weight, self.bias))


with Golden("layers", "torch " + torch.__version__) as g:
    for inputs, shape in (("vector", (7,)), ("image", (3, 2, 4))):
        run(g, "prelu one slope " + inputs, "prelu", nn.PReLU(), shape, ["weight"], options=[("per_channel", 0)], away=0.01)
        run(g, "prelu slope a channel " + inputs, "prelu", nn.PReLU(shape[0]), shape, ["weight"], options=[("per_channel", 1)], away=0.01)
        norm = nn.BatchNorm1d if inputs == "vector" else nn.BatchNorm2d
        running = ["running_mean", "running_var"]
        for training in (True, False):
            mode = " training " if training else " evaluating "
            run(g, "batch_norm" + mode + inputs, "batch_norm", norm(shape[0]), shape, ["weight", "bias"], running,
                training=training, batches=(3, 4, 2), options=[("momentum", 0.1), ("epsilon", 1e-5), ("affine", 1)])
            run(g, "batch_norm not affine" + mode + inputs, "batch_norm", norm(shape[0], eps=1e-3, momentum=0.3, affine=False), shape, [],
                running, training=training, batches=(4, 2), options=[("momentum", 0.3), ("epsilon", 1e-3), ("affine", 0)])
        run(g, "layer_norm whole " + inputs, "layer_norm", nn.LayerNorm(shape), shape, ["weight", "bias"],
            options=[("axes", "all"), ("epsilon", 1e-5), ("affine", 1)])
        run(g, "layer_norm last axis " + inputs, "layer_norm", nn.LayerNorm(shape[-1]), shape, ["weight", "bias"],
            options=[("axes", "last"), ("epsilon", 1e-5), ("affine", 1)])
        run(g, "layer_norm not affine " + inputs, "layer_norm", nn.LayerNorm(shape, eps=1e-2, elementwise_affine=False), shape,
            options=[("axes", "all"), ("epsilon", 1e-2), ("affine", 0)])
        run(g, "softmax " + inputs, "softmax", nn.Softmax(-1), shape)
        run(g, "dropout evaluating " + inputs, "dropout", nn.Dropout(0.3), shape, training=False, options=[("drop", 0.3)])
        run(g, "flatten " + inputs, "flatten", nn.Flatten(), shape)
    run(g, "batch_norm one row of images", "batch_norm", nn.BatchNorm2d(2), (2, 3, 6), ["weight", "bias"], ["running_mean", "running_var"],
        batches=(1, 1), options=[("momentum", 0.1), ("epsilon", 1e-5), ("affine", 1)])
    for name, function in (("identity", nn.Identity()), ("relu", nn.ReLU()), ("tanh", nn.Tanh()), ("sigmoid", nn.Sigmoid()), ("gelu", nn.GELU()),
                           ("silu", nn.SiLU())):
        run(g, "activation " + name, "activation", function, (7,), options=[("activation", name)], away=0.01)
        run(g, "dense " + name, "dense", Whole(5, 4, function), (5,), ["weight", "bias"], options=[("activation", name), ("bias", 1)],
            transpose=["weight"])
    run(g, "dense of an image", "dense", Whole(12, 3, nn.Identity()), (2, 2, 3), ["weight", "bias"],
        options=[("activation", "identity"), ("bias", 1)], transpose=["weight"])
    run(g, "dense without bias", "dense", Whole(6, 4, nn.Identity(), bias=False), (6,), ["weight"],
        options=[("activation", "identity"), ("bias", 0)], transpose=["weight"])
