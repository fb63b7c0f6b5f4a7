"""Forward passes and gradients of layers for images and of chains inside layers, by PyTorch in float64, rounded to float32."""
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from golden import Golden

torch.manual_seed(11)

ACTIVATIONS = {"identity": nn.Identity(), "relu": nn.ReLU(), "tanh": nn.Tanh(), "silu": nn.SiLU(), "leaky-relu": nn.LeakyReLU(0.01)}


def numbers(*shape):
    """Normal numbers that are exact in float32."""
    return torch.randn(*shape, dtype=torch.float32).double()


def written(tensor):
    return tensor.detach().numpy().astype(np.float32)


class Padded(nn.Module):
    """A convolution with explicit padding (top, bottom, left, right) and a fused activation."""

    def __init__(self, convolution, padding=None, activation="identity"):
        super().__init__()
        self.convolution, self.padding, self.activation = convolution, padding, ACTIVATIONS[activation]

    def forward(self, x):
        if self.padding:
            top, bottom, left, right = self.padding
            x = functional.pad(x, (left, right, top, bottom) if x.dim() == 4 else (left, right))
        return self.activation(self.convolution(x))


def same(size, kernel, stride, dilation):
    """Padding before and after that makes the output ceil(size / stride), the odd one after: TensorFlow's and ONNX's SAME_UPPER."""
    total = max(0, (-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size)
    return total // 2, total - total // 2


class Sum(nn.Module):
    def __init__(self, *chains):
        super().__init__()
        self.chains = nn.ModuleList(chains)

    def forward(self, x):
        y = self.chains[0](x)
        for chain in self.chains[1:]:
            y = y + chain(x)
        return y


class Concatenation(Sum):
    def forward(self, x):
        return torch.cat([chain(x) for chain in self.chains], 1)


def run(g, name, json, module, shape, tensors=(), training=True, batches=(2,), words=0, transposed=()):
    """One case: the layer as JSON; tensors as (path in the plan, tensor of the module), then every batch's input, output and gradients."""
    g.case(name)
    g.text("json", json)
    g.text("training", int(training))
    g.text("batches", len(batches))
    module = module.double().train(training)
    parameters = dict(module.named_parameters())
    known = {**parameters, **dict(module.named_buffers())}
    with torch.no_grad():
        for path, key in tensors:
            tensor = known[key]
            running = "running" in key
            tensor.copy_(numbers(*tensor.shape).abs() + 0.5 if running else numbers(*tensor.shape) * 0.5)
            tensor.copy_(tensor.float().double())
            g.tensor(path, written(tensor.T if path in transposed else tensor))
    for i, batch in enumerate(batches):
        step = str(i)
        if words:
            x = torch.randint(0, words, (batch, *shape))
            y = module(x)
        else:
            x = numbers(batch, *shape).requires_grad_()
            y = module(x)
        dy = numbers(*y.shape)
        module.zero_grad()
        y.backward(dy)
        g.tensor("input" + step, written(x))
        g.tensor("output" + step, written(y))
        g.tensor("output_gradient" + step, written(dy))
        if not words:
            g.tensor("input_gradient" + step, written(x.grad))
        for path, key in tensors:
            if key in parameters:
                gradient = parameters[key].grad
                g.tensor("%s_gradient%s" % (path, step), written(gradient.T if path in transposed else gradient))
            else:
                g.tensor(path + step, written(known[key]))


def convolution(g, name, shape, filters, kernel, stride=(1, 1), padding=None, dilation=(1, 1), groups=1, bias=True, activation="identity"):
    """Padding: None, "same" or (top, bottom, left, right)."""
    module = nn.Conv2d(shape[0], filters, kernel, stride, 0, dilation, groups, bias)
    sides = padding
    if padding == "same":
        sides = same(shape[1], kernel[0], stride[0], dilation[0]) + same(shape[2], kernel[1], stride[1], dilation[1])
    text = '{"type":"conv-2d","filters":%d,"kernel":%s,"stride":%s,"dilation":%s,"groups":%d,"use_bias":%s,"padding":%s,"activation":"%s"}' % (
        filters, list(kernel), list(stride), list(dilation), groups, str(bias).lower(),
        '"same"' if padding == "same" else list(padding) if padding else '"none"', activation)
    tensors = [("0.weight", "convolution.weight")] + ([("0.bias", "convolution.bias")] if bias else [])
    run(g, "conv-2d " + name, text, Padded(module, sides, activation), shape, tensors)


def line(g, name, shape, filters, kernel, stride=1, padding=None, dilation=1, groups=1, bias=True, activation="identity"):
    module = nn.Conv1d(shape[0], filters, kernel, stride, 0, dilation, groups, bias)
    sides = padding
    if padding == "same":
        sides = (0, 0) + same(shape[1], kernel, stride, dilation)
    text = '{"type":"conv-1d","filters":%d,"kernel":%d,"stride":[1,%d],"dilation":[1,%d],"groups":%d,"use_bias":%s,"padding":%s,"activation":"%s"}' % (
        filters, kernel, stride, dilation, groups, str(bias).lower(),
        '"same"' if padding == "same" else list(padding) if padding else '"none"', activation)
    tensors = [("0.weight", "convolution.weight")] + ([("0.bias", "convolution.bias")] if bias else [])
    run(g, "conv-1d " + name, text, Padded(module, sides, activation), shape, tensors)


CONVOLUTION = '{"type":"conv-2d","filters":%d,"kernel":3,"padding":"same"%s}'
NORM = '{"type":"batch-norm"}'
RELU = '{"type":"activation","activation":"relu"}'


def norm_tensors(path, key):
    return [("%s.%s" % (path, part), "%s.%s" % (key, part)) for part in ("weight", "bias", "running_mean", "running_var")]


def weights(path, key):
    return [(path + ".weight", key + ".weight"), (path + ".bias", key + ".bias")]


with Golden("images", "torch " + torch.__version__) as g:
    convolution(g, "plain", (2, 5, 6), 3, (3, 3))
    convolution(g, "one pixel", (3, 4, 3), 2, (1, 1))
    convolution(g, "stride", (2, 7, 6), 2, (3, 2), stride=(2, 3))
    convolution(g, "padded by the same on all sides", (2, 4, 5), 2, (3, 3), padding=(1, 1, 1, 1))
    convolution(g, "padded unevenly", (2, 4, 5), 2, (3, 2), padding=(2, 0, 1, 3))
    convolution(g, "padded to the same size", (2, 5, 4), 3, (3, 3), padding="same")
    convolution(g, "padded to the same size by an even kernel", (1, 5, 4), 2, (2, 4), padding="same")
    convolution(g, "padded to the same size with a stride", (2, 7, 6), 2, (3, 3), stride=(2, 2), padding="same")
    convolution(g, "padded to the same size with dilation", (1, 7, 6), 2, (3, 3), dilation=(2, 1), padding="same")
    convolution(g, "dilation", (2, 7, 6), 2, (2, 3), dilation=(3, 2))
    convolution(g, "groups", (4, 5, 4), 6, (3, 2), groups=2)
    convolution(g, "depthwise", (3, 5, 5), 3, (3, 3), padding="same", groups=3)
    convolution(g, "depthwise with two filters a channel", (3, 4, 5), 6, (2, 3), groups=3)
    convolution(g, "everything at once", (4, 8, 7), 4, (3, 2), stride=(2, 1), padding=(1, 0, 2, 1), dilation=(1, 2), groups=2, activation="silu")
    convolution(g, "without bias", (2, 4, 4), 3, (3, 3), bias=False)
    for activation in ("relu", "tanh", "silu", "leaky-relu"):
        convolution(g, "fused " + activation, (2, 4, 4), 3, (3, 3), padding="same", activation=activation)

    line(g, "plain", (2, 9), 3, 3)
    line(g, "stride, dilation and groups", (4, 11), 4, 2, stride=2, dilation=3, groups=2)
    line(g, "padded to the same size", (2, 8), 2, 4, padding="same", activation="tanh")
    line(g, "padded unevenly", (2, 6), 2, 3, padding=(0, 0, 2, 1))
    line(g, "without bias", (1, 6), 2, 3, bias=False)

    for name, window, stride, padding in (("plain", 2, 2, 0), ("overlapping", 3, 1, 0), ("gaps", 2, 3, 0), ("padded", 3, 2, 1)):
        options = '"window":%d,"stride":%d,"padding":%d' % (window, stride, padding)
        run(g, "max-pool-2d " + name, '{"type":"max-pool-2d",%s}' % options, nn.MaxPool2d(window, stride, padding), (2, 7, 6))
        for count in (True, False):
            run(g, "average-pool-2d %s, padding %s" % (name, "counted" if count else "not counted"),
                '{"type":"average-pool-2d",%s,"count_padding":%s}' % (options, str(count).lower()),
                nn.AvgPool2d(window, stride, padding, count_include_pad=count), (2, 7, 6))
    run(g, "max-pool-2d oblong", '{"type":"max-pool-2d","window":[3,2],"stride":[2,1],"padding":[1,1]}', nn.MaxPool2d((3, 2), (2, 1), (1, 1)), (2, 6, 5))
    run(g, "average-pool-2d oblong", '{"type":"average-pool-2d","window":[3,2],"stride":[2,1],"padding":[1,1],"count_padding":false}',
        nn.AvgPool2d((3, 2), (2, 1), (1, 1), count_include_pad=False), (2, 6, 5))
    run(g, "global-average-pool", '{"type":"global-average-pool"}', nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), (3, 4, 5))
    run(g, "upsample-2d", '{"type":"upsample-2d","factor":2}', nn.Upsample(scale_factor=2, mode="nearest"), (2, 3, 2))
    run(g, "upsample-2d oblong", '{"type":"upsample-2d","factor":[1,3]}', nn.Upsample(scale_factor=(1, 3), mode="nearest"), (2, 3, 2))
    run(g, "embedding", '{"type":"embedding","vocabulary":7,"width":3}', nn.Embedding(7, 3), (5,), [("0.weight", "weight")], words=7)

    channels = nn.BatchNorm2d(3)
    for training in (True, False):
        run(g, "batch-norm " + ("training" if training else "evaluating"), NORM, channels, (3, 3, 2),
            [("0." + part, part) for part in ("weight", "bias", "running_mean", "running_var")], training=training, batches=(2, 3))

    body = lambda: nn.Sequential(nn.Conv2d(2, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU(), nn.Conv2d(2, 2, 3, padding=1))
    inner = ",".join([CONVOLUTION % (2, ""), NORM, RELU, CONVOLUTION % (2, "")])
    for training in (True, False):
        mode = "training" if training else "evaluating"
        run(g, "residual " + mode, '{"type":"residual","body":[%s]}' % inner, Sum(body(), nn.Identity()), (2, 4, 3),
            weights("0.body.0", "chains.0.0") + norm_tensors("0.body.1", "chains.0.1") + weights("0.body.3", "chains.0.3"), training=training, batches=(2, 3))
    run(g, "residual with a shortcut",
        '{"type":"residual","body":[{"type":"conv-2d","filters":3,"kernel":3,"stride":2,"padding":"same"}],'
        '"shortcut":[{"type":"conv-2d","filters":3,"kernel":1,"stride":2}]}',
        Sum(Padded(nn.Conv2d(2, 3, 3, 2), same(5, 3, 2, 1) + same(4, 3, 2, 1)), nn.Conv2d(2, 3, 1, 2)), (2, 5, 4),
        weights("0.body0.0", "chains.0.convolution") + weights("0.body1.0", "chains.1"))
    chains = '[[{"type":"conv-2d","filters":2,"kernel":3,"padding":"same","activation":"tanh"}],[{"type":"conv-2d","filters":2,"kernel":1}],[]]'
    parts = lambda: (nn.Sequential(nn.Conv2d(2, 2, 3, padding=1), nn.Tanh()), nn.Conv2d(2, 2, 1), nn.Identity())
    tensors = weights("0.body0.0", "chains.0.0") + weights("0.body1.0", "chains.1")
    run(g, "branches added", '{"type":"branches","merge":"add","chains":%s}' % chains, Sum(*parts()), (2, 3, 4), tensors)
    run(g, "branches concatenated", '{"type":"branches","merge":"concatenate","chains":%s}' % chains, Concatenation(*parts()), (2, 3, 4), tensors)

    # A small network whole, in a branch beside a dense layer: convolutions, norms, pooling, a residual, the mean and a dense layer.
    network = nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
        Sum(nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.BatchNorm2d(4)), nn.Identity()), nn.ReLU(),
        nn.Conv2d(4, 4, 3, padding=1, groups=4), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3))
    text = '{"type":"branches","merge":"add","chains":[[%s],[{"type":"flatten"},{"type":"dense","units":3}]]}' % ",".join([
        CONVOLUTION % (4, ""), NORM, RELU, '{"type":"max-pool-2d","window":2}',
        '{"type":"residual","body":[%s,%s]}' % (CONVOLUTION % (4, ""), NORM), RELU, CONVOLUTION % (4, ',"groups":4'),
        '{"type":"average-pool-2d","window":2}', '{"type":"global-average-pool"}', '{"type":"dense","units":3}'])
    tensors = (
        weights("0.body0.0", "chains.0.0") + norm_tensors("0.body0.1", "chains.0.1")
        + weights("0.body0.4.body.0", "chains.0.4.chains.0.0") + norm_tensors("0.body0.4.body.1", "chains.0.4.chains.0.1")
        + weights("0.body0.6", "chains.0.6") + weights("0.body0.9", "chains.0.10") + weights("0.body1.1", "chains.1.1"))
    for training in (True, False):
        run(g, "small network " + ("training" if training else "evaluating"), text, Sum(network, nn.Sequential(nn.Flatten(), nn.Linear(128, 3))),
            (2, 8, 8), tensors, training=training, batches=(3, 2), transposed=("0.body0.9.weight", "0.body1.1.weight"))
