using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>Sums.</summary>
internal static class SumCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        new("Reduce.Sum",
            static (n, salt) => new KernelCall().Input("x", n + salt * 997).Runs(c => Reduce.Sum(c.In("x"), c.Team))),
        new("Reduce.SumOfSquares", static (n, salt) =>
            new KernelCall().Input("x", n + salt * 997).Runs(c => Reduce.SumOfSquares(c.In("x"), c.Team))),
        new("Reduce.Dot",
            static (n, _) => new KernelCall().Input("a", n).Input("b", n).Runs(c => Reduce.Dot(c.In("a"), c.In("b"), c.Team))),
        new("Reduce.ColumnSums", static (n, salt) => Columns(KernelCases.Pick(n, salt, 1, 1, 60), n, salt), "columns"),
        new("Reduce.ColumnSums", static (n, salt) => Columns(n, KernelCases.Pick(n, salt, 1, 1, 130), salt), "rows"),
        new("GradientNorm.Of", static (n, salt) =>
            new KernelCall().Input("gradients", n + salt * 997).Runs(c => GradientNorm.Of(c.In("gradients"), c.Team))),
    ];

    private static KernelCall Columns(int rows, int columns, int salt) =>
        new KernelCall().Number("rows", rows).Number("columns", columns)
        .Input("x", rows * columns).Output("sums", columns)
        .Runs(c => Reduce.ColumnSums(c.In("x"), c.Out("sums"), c["rows"], c["columns"], salt % 2 == 1, c.Team));
}
