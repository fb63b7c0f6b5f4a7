"""Metrics by scikit-learn, from scores that floats hold exactly."""
import warnings

import numpy as np
import sklearn
from sklearn import metrics

from golden import Golden

warnings.simplefilter("ignore")
rng = np.random.default_rng(7)


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def classes(g, labels, predicted, units):
    known = list(range(max(units, 2)))
    g.tensor("labels", labels)
    g.tensor("accuracy", metrics.accuracy_score(labels, predicted))
    g.tensor("confusion", metrics.confusion_matrix(labels, predicted, labels=known))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, predicted, labels=known, zero_division=0)
    g.tensor("precision", precision)
    g.tensor("recall", recall)
    g.tensor("f1", f1)
    g.tensor("support", support)
    for metric in ("precision", "recall", "f1"):
        score = getattr(metrics, metric + "_score")
        g.tensor("macro-" + metric, score(labels, predicted, labels=known, average="macro", zero_division=0))


with Golden("metrics", "scikit-learn " + sklearn.__version__) as g:
    for rows, units in ((40, 3), (120, 10), (9, 5)):
        logits = rng.normal(size=(rows, units)).round(3).astype(np.float32)
        labels = rng.integers(0, units, rows)
        logits[np.arange(rows), labels] += np.float32(0.5)
        p = softmax(logits.astype(np.float64))
        g.case("classes %dx%d" % (rows, units))
        g.tensor("scores", logits)
        classes(g, labels, logits.argmax(1), units)
        g.tensor("log-loss", metrics.log_loss(labels, p, labels=range(units)))
        for k in sorted({1, 2, units - 1}):
            g.tensor("top-%d" % k, metrics.top_k_accuracy_score(labels, p, k=k, labels=range(units)))
    for rows in (12, 80):
        logits = rng.normal(size=(rows, 1)).round(1).astype(np.float32)
        labels = (logits[:, 0] + rng.normal(size=rows) > 0).astype(int)
        p = 1 / (1 + np.exp(-logits[:, 0].astype(np.float64)))
        g.case("binary %d" % rows)
        g.tensor("scores", logits)
        classes(g, labels, (logits[:, 0] > 0).astype(int), 1)
        g.tensor("log-loss", metrics.log_loss(labels, p))
        g.tensor("auc", metrics.roc_auc_score(labels, logits[:, 0]))
    for rows, targets in ((25, 1), (30, 3)):
        t = (1000 + 5 * rng.normal(size=(rows, targets))).round(2).astype(np.float32)
        y = (t + rng.normal(size=(rows, targets))).round(2).astype(np.float32)
        scale = rng.uniform(0.5, 3, targets).round(2).astype(np.float32)
        offset = rng.normal(size=targets).round(2).astype(np.float32)
        own = lambda x: x.astype(np.float64) * scale.astype(np.float64) + offset.astype(np.float64)
        g.case("regression %dx%d" % (rows, targets))
        g.tensor("predictions", y)
        g.tensor("values", t)
        g.tensor("scale", scale)
        g.tensor("offset", offset)
        g.tensor("rmse", np.sqrt(metrics.mean_squared_error(own(t), own(y))))
        g.tensor("mae", metrics.mean_absolute_error(own(t), own(y)))
        g.tensor("r2", metrics.r2_score(own(t), own(y)))
