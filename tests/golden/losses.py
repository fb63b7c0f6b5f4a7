"""Loss values and gradients by PyTorch in double precision, from inputs that floats hold exactly."""
import json

import numpy as np
import torch
from torch.nn import functional as F

from golden import Golden

rng = np.random.default_rng(20240607)
SHAPES = [(1, 1), (4, 1), (5, 3), (6, 7)]


def normal(*shape, scale=1.0):
    return (scale * rng.standard_normal(shape)).round(3).astype(np.float32)


def uniform(*shape):
    return rng.uniform(0.02, 0.98, shape).round(3).astype(np.float32)


def simplex(rows, units):
    y = rng.uniform(0.05, 1, (rows, units))
    return (y / y.sum(1, keepdims=True)).round(3).astype(np.float32)


def one_hot(labels, units):
    return np.eye(units, dtype=np.float32)[labels]


def double(array):
    return torch.tensor(array, dtype=torch.float64)


def write(g, name, options, prediction, compute, values=None, labels=None, sample=None):
    """compute(y) is the batch's loss of a double tensor that requires gradients."""
    y = double(prediction).requires_grad_()
    loss = compute(y)
    loss.backward()
    g.case(name)
    g.text("loss", json.dumps(options))
    g.tensor("prediction", prediction)
    if values is not None:
        g.tensor("values", values)
    if labels is not None:
        g.tensor("labels", np.asarray(labels))
    if sample is not None:
        g.tensor("sample-weights", sample)
    g.tensor("value", loss)
    g.tensor("gradient", y.grad)


def mean(elements, sample):
    return elements.mean() if sample is None else (elements * double(sample)[:, None]).mean()


def regression(g):
    for rows, units in SHAPES:
        for weighted in (False, True):
            sample = uniform(rows) + 0.5 if weighted else None
            tail = " %dx%d%s" % (rows, units, " sample weights" if weighted else "")
            x, t = normal(rows, units, scale=2), normal(rows, units, scale=2)
            if units > 1:
                x[0, 0] = t[0, 0]
            d = double(t)
            write(g, "sum-of-squares" + tail, {"name": "sum-of-squares"}, x,
                  lambda y: mean(0.5 * F.mse_loss(y, d, reduction="none") * units, sample), t, sample=sample)
            write(g, "mean-squared-error" + tail, {"name": "mean-squared-error"}, x,
                  lambda y: mean(F.mse_loss(y, d, reduction="none"), sample), t, sample=sample)
            write(g, "mean-absolute-error" + tail, {"name": "mean-absolute-error"}, x,
                  lambda y: mean(F.l1_loss(y, d, reduction="none"), sample), t, sample=sample)
            for delta in (1.0, 0.5, 2.25):
                write(g, "huber %g%s" % (delta, tail), {"name": "huber", "delta": delta}, x,
                      lambda y: mean(F.huber_loss(y, d, reduction="none", delta=delta), sample), t, sample=sample)


def binary(g):
    for rows, units in SHAPES:
        for weighted in (False, True):
            sample = uniform(rows) + 0.5 if weighted else None
            tail = " %dx%d%s" % (rows, units, " sample weights" if weighted else "")
            hard = (rng.random((rows, units)) < 0.5).astype(np.float32)
            for kind, t in (("hard", hard), ("soft", uniform(rows, units))):
                d = double(t)
                write(g, "binary-cross-entropy %s%s" % (kind, tail), {"name": "binary-cross-entropy"}, uniform(rows, units),
                      lambda y: mean(F.binary_cross_entropy(y, d, reduction="none"), sample), t, sample=sample)
                x = normal(rows, units, scale=3)
                write(g, "binary-cross-entropy-with-logits %s%s" % (kind, tail), {"name": "binary-cross-entropy-with-logits"}, x,
                      lambda y: mean(F.binary_cross_entropy_with_logits(y, d, reduction="none"), sample), t, sample=sample)
                positive = [round(float(p), 3) for p in rng.uniform(0.3, 4, units)]
                p = double(np.array(positive, dtype=np.float32))
                write(g, "binary-cross-entropy-with-logits positive weights %s%s" % (kind, tail),
                      {"name": "binary-cross-entropy-with-logits", "positive_weights": positive}, x,
                      lambda y: mean(F.binary_cross_entropy_with_logits(y, d, reduction="none", pos_weight=p), sample), t,
                      sample=sample)
    edges = np.array([[0, 1, 0, 1, 1e-30, 1e-7]], dtype=np.float32)
    t = np.array([[0, 1, 1, 0, 1, 1]], dtype=np.float32)
    write(g, "binary-cross-entropy at 0 and 1", {"name": "binary-cross-entropy"}, edges,
          lambda y: F.binary_cross_entropy(y, double(t)), t)
    x = np.array([[0, 30, -30, 90, -90, 1e4, -1e4, 3e37]], dtype=np.float32)
    for label in (0, 1):
        t = np.full((1, 8), label, dtype=np.float32)
        write(g, "binary-cross-entropy-with-logits far out %d" % label, {"name": "binary-cross-entropy-with-logits"}, x,
              lambda y: F.binary_cross_entropy_with_logits(y, double(t)), t)


def categorical(g):
    for rows, units in [(1, 2), (5, 3), (6, 10), (2, 33)]:
        for weighted in (False, True):
            sample = uniform(rows) + 0.5 if weighted else None
            s = torch.ones(rows, dtype=torch.float64) if sample is None else double(sample)
            tail = " %dx%d%s" % (rows, units, " sample weights" if weighted else "")
            labels = rng.integers(0, units, rows)
            l, hot, soft = torch.tensor(labels), one_hot(labels, units), simplex(rows, units)
            weights = [round(float(p), 3) for p in rng.uniform(0.3, 3, units)]
            w = double(np.array(weights, dtype=np.float32))
            y, x = simplex(rows, units), normal(rows, units, scale=3)

            name = "cross-entropy"
            log = lambda y: torch.log(y + 1e-7)
            write(g, name + " labels" + tail, {"name": name}, y,
                  lambda y: (s * F.nll_loss(log(y), l, reduction="none")).mean(), labels=labels, sample=sample)
            write(g, name + " labels class weights" + tail, {"name": name, "class_weights": weights}, y,
                  lambda y: (s * F.nll_loss(log(y), l, weight=w, reduction="none")).sum() / w[l].sum(), labels=labels, sample=sample)
            for kind, t in (("one-hot", hot), ("soft", soft)):
                write(g, "%s %s%s" % (name, kind, tail), {"name": name}, y,
                      lambda y: (-s[:, None] * double(t) * log(y)).sum() / rows, t, sample=sample)
                write(g, "%s %s class weights%s" % (name, kind, tail), {"name": name, "class_weights": weights}, y,
                      lambda y: (-s[:, None] * w * double(t) * log(y)).sum() / rows, t, sample=sample)

            name = "softmax-cross-entropy"
            for smoothing in (0.0, 0.1):
                for given in (None, w):
                    options = {"name": name, "label_smoothing": smoothing, "class_weights": [] if given is None else weights}
                    told = "%s%s%s" % (" smoothing" if smoothing else "", " class weights" if given is not None else "", tail)
                    divisor = rows if given is None else w[l].sum()
                    each = lambda y, t: s * F.cross_entropy(y, t, weight=given, label_smoothing=smoothing, reduction="none")
                    # Without sample weights this is PyTorch's own mean, asserted below.
                    if sample is None:
                        ours = (each(double(x), l)).sum() / divisor
                        assert torch.allclose(ours, F.cross_entropy(double(x), l, weight=given, label_smoothing=smoothing))
                        ours = (each(double(x), double(soft))).sum() / rows
                        assert torch.allclose(ours, F.cross_entropy(double(x), double(soft), weight=given, label_smoothing=smoothing))
                    write(g, name + " labels" + told, options, x, lambda y: each(y, l).sum() / divisor, labels=labels, sample=sample)
                    for kind, t in (("one-hot", hot), ("soft", soft)):
                        write(g, "%s %s%s" % (name, kind, told), options, x,
                              lambda y: each(y, double(t)).sum() / rows, t, sample=sample)


def gaussian(g):
    name = "gaussian-negative-log-likelihood"
    for rows, targets in SHAPES:
        for weighted in (False, True):
            sample = uniform(rows) + 0.5 if weighted else None
            t = normal(rows, targets)
            mu, variance, log_variance = normal(rows, targets), uniform(rows, targets) * 2, normal(rows, targets)
            variance[0, 0] = 1e-9
            log_variance[0, 0] = -20
            for full in (False, True):
                for epsilon in (1e-6, 0.25):
                    tail = "%s %g %dx%d%s" % (" full" if full else "", epsilon, rows, targets, " sample weights" if weighted else "")
                    nll = lambda m, v: mean(F.gaussian_nll_loss(m, double(t), v, full=full, eps=epsilon, reduction="none"), sample)
                    options = {"name": name, "full": full, "epsilon": epsilon}
                    write(g, name + " variance" + tail, dict(options, log_variance=False), np.concatenate([mu, variance], 1),
                          lambda y: nll(y[:, :targets], y[:, targets:]), t, sample=sample)
                    write(g, name + " log variance" + tail, options, np.concatenate([mu, log_variance], 1),
                          lambda y: nll(y[:, :targets], torch.exp(y[:, targets:])), t, sample=sample)


with Golden("losses", "torch " + torch.__version__) as golden:
    regression(golden)
    binary(golden)
    categorical(golden)
    gaussian(golden)
