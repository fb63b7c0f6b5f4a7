using Spans.Activations;
using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>Matrix products: the size is in turn the columns, the rows and the inner extent.</summary>
internal static class MatrixCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        .. Product("MatMul.Multiply", static (m, n, k, salt) => Operands(m, n, k, m * k, k * n)
            .Runs(c => MatMul.Multiply(c.In("a"), c.In("b"), c.Out("c"), c["m"], c["n"], c["k"], salt % 2 == 1, c.Team))),
        .. Product("MatMul.MultiplyTransposeA", static (m, n, k, salt) => Operands(m, n, k, k * m, k * n)
            .Runs(c =>
                MatMul.MultiplyTransposeA(c.In("a"), c.In("b"), c.Out("c"), c["m"], c["n"], c["k"], salt % 2 == 1, c.Team))),
        .. Product("MatMul.MultiplyTransposeB", static (m, n, k, salt) => Operands(m, n, k, m * k, n * k)
            .Scratch("scratch", MatMul.TransposeBScratch(n, k))
            .Runs(c => MatMul.MultiplyTransposeB(
                c.In("a"), c.In("b"), c.Out("c"), c["m"], c["n"], c["k"], salt % 2 == 1, c.Out("scratch"), c.Team))),
        .. Product("MatMul.MultiplyBias", static (m, n, k, _) => Operands(m, n, k, m * k, k * n).Input("bias", n)
            .Runs(c => MatMul.MultiplyBias(c.In("a"), c.In("b"), c.In("bias"), c.Out("c"), c["m"], c["n"], c["k"], c.Team))),
        .. Product("MatMul.MultiplyActivate", static (m, n, k, salt) => Operands(m, n, k, m * k, k * n)
            .Input("bias", n, optional: true).Output("preactivation", salt % 2 == 0 ? m * n : 0, optional: true)
            .Runs(c => MatMul.MultiplyActivate(
                c.In("a"), c.In("b"), c.In("bias"), c.Out("preactivation"), c.Out("c"), c["m"], c["n"], c["k"], default(Tanh),
                c.Team))),
        .. Product(
            "MatMul.MultiplyPacked", static (m, n, k, salt) => new KernelCall().Number("m", m).Number("n", n).Number("k", k)
            .Input("a", m * k).Input("packed", MatMul.PackedLength(k, n)).Input("bias", salt % 2 == 0 ? n : 0, optional: true)
                .Output("c", m * n)
            .Runs(c => MatMul.MultiplyPacked(
                c.In("a"), c.In("packed"), c.In("bias"), c.Out("c"), c["m"], c["n"], c["k"], default(Relu), c.Team))),
        new("MatMul.Pack", static (n, salt) => Packed(KernelCases.Pick(n, salt, 1, 1, 130), n), "n"),
        new("MatMul.Pack", static (n, salt) => Packed(n, KernelCases.Pick(n, salt, 1, 1, 130)), "k"),
    ];

    private static KernelCall Packed(int k, int n) => new KernelCall().Number("k", k).Number("n", n)
        .Input("b", k * n).Output("packed", MatMul.PackedLength(k, n))
        .Runs(c => MatMul.Pack(c.In("b"), c.Out("packed"), c["k"], c["n"]));

    private static KernelCall Operands(int m, int n, int k, int a, int b) =>
        new KernelCall().Number("m", m).Number("n", n).Number("k", k).Input("a", a).Input("b", b).Output("c", m * n);

    private static KernelCase[] Product(string kernel, Func<int, int, int, int, KernelCall> call) =>
    [
        new(kernel, (n, salt) => call(Small(n, salt, 1), n, Small(n, salt, 2), salt), "n"),
        new(kernel, (m, salt) => call(m, Small(m, salt, 3), Small(m, salt, 4), salt), "m"),
        new(kernel, (k, salt) => call(Small(k, salt, 5), Small(k, salt, 6), k, salt), "k"),
    ];

    // One row and one column have kernels of their own; most others need only be smaller and larger than a tile.
    private static int Small(int n, int salt, int stream) => KernelCases.Pick(n, salt, stream, 0, 3) switch
    {
        0 => 1,
        1 => KernelCases.Pick(n, salt, stream + 10, 2, 8),
        2 => KernelCases.Pick(n, salt, stream + 20, 9, 40),
        _ => KernelCases.Pick(n, salt, stream + 30, 1, 130),
    };
}
