using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>Symmetric matrices and products row by row.</summary>
internal static class SymmetricCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        new("SymmetricMatrix.Gram", static (n, salt) => Gram(KernelCases.Pick(n, salt, 1, 1, 40), n, salt), "n"),
        new("SymmetricMatrix.Gram", static (n, salt) => Gram(n, KernelCases.Pick(n, salt, 1, 1, 60), salt), "rows"),
        new("SymmetricMatrix.Quadratic", static (n, _) => new KernelCall().Input("c", n * n).InputOrLonger("x", 2 * n)
            .Runs(c => SymmetricMatrix.Quadratic(c.In("c"), c.Doubles("x")))),
        // Ones on the diagonal, so that every pivot is positive.
        new("SymmetricMatrix.TryFactor",
            static (n, _) => new KernelCall().Number("n", n).Output("c", n * n, value: i => i % (n + 1) == 0 ? 1 : 0)
            .Scratch("scratch", SymmetricMatrix.FactorScratch(n))
            .Runs(c => SymmetricMatrix.TryFactor(c.Out("c"), c["n"], c.Out("scratch"), c.Team))),
        new("SymmetricMatrix.Solve", static (n, _) => new KernelCall().Input("u", n * n).Output("x", n)
            .Runs(c => SymmetricMatrix.Solve(c.In("u"), c.Out("x")))),
        new("RowProducts.Outer",
            static (n, salt) => Outer(KernelCases.Pick(n, salt, 1, 1, 9), KernelCases.Pick(n, salt, 2, 1, 20), n, salt), "n"),
        new("RowProducts.Outer",
            static (n, salt) => Outer(KernelCases.Pick(n, salt, 1, 1, 9), n, KernelCases.Pick(n, salt, 2, 1, 20), salt), "m"),
    ];

    private static KernelCall Gram(int rows, int n, int salt) => new KernelCall().Number("rows", rows).Number("n", n)
        .Input("a", rows * n).Output("c", n * n)
        .Runs(c => SymmetricMatrix.Gram(c.In("a"), c.Out("c"), c["rows"], c["n"], salt % 2 == 1, c.Team));

    private static KernelCall Outer(int rows, int m, int n, int salt)
    {
        var (offset, stride) = (salt % 3, salt % 3 + m * n + salt % 2);
        return new KernelCall().Number("rows", rows).Number("m", m).Number("n", n).Number("offset", offset)
            .Number("stride", stride, offset + m * n)
            .Input("a", rows * m).Input("b", rows * n).Output("y", rows * stride)
            .Runs(c => RowProducts.Outer(c.In("a"), c.In("b"), c.Out("y"), c["rows"], c["m"], c["n"], c["offset"], c["stride"]));
    }
}
