"""The networks of the comparison, shared by the Python peers: sizes, batch, hidden activation, loss."""
NETWORKS = {
  "a": ([784, 128, 10], 32, "relu", "cross-entropy"),
  "b": ([784, 512, 512, 10], 128, "relu", "cross-entropy"),
  "c": ([8, 64, 64, 1], 64, "tanh", "mse"),
  "tiny": ([16, 64, 64, 4], 1, "tanh", None),
}
# Networks for images: input, classes, batch. (d) is LeNet, (e) four 3x3 convolutions with batch norm.
IMAGES = {"d": ((1, 28, 28), 10, 64), "e": ((3, 32, 32), 10, 64)}
LEARNING_RATE = {"sgd": 1e-3, "momentum": 1e-3, "adam": 1e-4}
BATCHES = 8
