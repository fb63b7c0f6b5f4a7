"""Writes golden files in the format that tests/Spans.Testing/Golden.cs reads."""
import os
import sys

import numpy as np


class Golden:
    """with Golden("losses", "torch " + torch.__version__) as g: g.case("mse"); g.tensor("x", array); g.text("delta", 0.5)"""

    def __init__(self, name, made_with):
        folder = os.path.dirname(os.path.abspath(__file__))
        self._file = open(os.path.join(folder, name + ".txt"), "w", newline="\n")
        script = os.path.basename(sys.argv[0])
        self._file.write("# made by %s with numpy %s, %s\n" % (script, np.__version__, made_with))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def case(self, name):
        self._file.write("\ncase %s\n" % name)

    def text(self, name, value):
        self._file.write("text %s %s\n" % (name, value))

    def tensor(self, name, values, digits=12):
        """float32 is written with the fewest digits that read back exactly as a float, float64 with this many digits (17: exact)."""
        array = np.asarray(values.detach().numpy() if hasattr(values, "detach") else values)
        words = [str(value) if array.dtype == np.float32 else "%.*g" % (digits, value) for value in array.ravel()]
        shape = "x".join(str(extent) for extent in array.shape)
        self._file.write("tensor %s %s:" % (name, shape) if shape else "tensor %s :" % name)
        width = 0
        for word in words:
            if width + len(word) > 120:
                self._file.write("\n ")
                width = 0
            self._file.write(" " + word)
            width += len(word) + 1
        self._file.write("\n")
