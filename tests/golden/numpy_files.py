"""Files that NumPy itself writes, with what they hold: one line each, name, base64 of the file, shape, values.

Run: python3 tests/golden/numpy_files.py > tests/golden/numpy_files.txt   (numpy 1.24)
"""
import base64
import io

import numpy as np
from numpy.lib import format as npy


def line(name, data, array):
    values = np.asarray(array, dtype=np.float32).ravel(order="C")
    print(name, base64.b64encode(data).decode(), ",".join(str(n) for n in array.shape) or "-",
          ",".join(repr(float(v)) for v in values) or "-")


def saved(array, version=None):
    stream = io.BytesIO()
    npy.write_array(stream, array, version=version)
    return stream.getvalue()


rng = np.random.default_rng(1)
base = rng.integers(0, 100, size=(3, 4)) + 0.25
for code in ("<f4", ">f4", "<f8", ">f8", "<i4", ">i4", "<i8", ">i8", "|u1", "|b1", "|i1", "<i2", ">u2"):
    values = (base % 2 > 1) if code == "|b1" else base
    array = values.astype(code)
    line(f"c{code[1:]}{'big' if code[0] == '>' else ''}", saved(array), array)
    turned = np.asfortranarray(array)
    line(f"fortran{code[1:]}{'big' if code[0] == '>' else ''}", saved(turned), turned)
for version in ((1, 0), (2, 0), (3, 0)):
    array = base.astype("<f4")
    line(f"version{version[0]}", saved(array, version), array)
for shape in ((), (1,), (5,), (2, 3, 4), (0, 3), (2, 1, 3, 2)):
    array = np.arange(int(np.prod(shape)), dtype="<f4").reshape(shape)
    line("shape" + "x".join(str(n) for n in shape), saved(array), array)
    turned = np.asfortranarray(array)
    line("fortranshape" + "x".join(str(n) for n in shape), saved(turned), turned)
for name, save in (("npz", np.savez), ("npzpacked", np.savez_compressed)):
    stream = io.BytesIO()
    save(stream, x=base.astype("<f4"), y=np.arange(3))
    line(name, stream.getvalue(), base.astype("<f4"))
stream = io.BytesIO()
np.save(stream, np.array([{"a": 1}], dtype=object), allow_pickle=True)
line("pickled", stream.getvalue(), np.zeros((1,)))
stream = io.BytesIO()
np.save(stream, np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]))
line("records", stream.getvalue(), np.zeros((1,)))
