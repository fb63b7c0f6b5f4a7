using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>Softmax of rows, rows gathered, rows looked up.</summary>
internal static class RowCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        new("Rows.Softmax", static (n, salt) => Softmax(KernelCases.Pick(n, salt, 1, 1, 9), n), "columns"),
        new("Rows.Softmax", static (n, salt) => Softmax(n, KernelCases.Pick(n, salt, 1, 1, 20)), "rows"),
        new("Rows.SoftmaxBackward", static (n, salt) => SoftmaxBackward(KernelCases.Pick(n, salt, 1, 1, 9), n), "columns"),
        new("Rows.SoftmaxBackward", static (n, salt) => SoftmaxBackward(n, KernelCases.Pick(n, salt, 1, 1, 20)), "rows"),
        new("Gather.Rows", static (n, salt) => Gathered(KernelCases.Pick(n, salt, 1, 1, 40), n), "width"),
        new("Gather.Rows", static (n, salt) => Gathered(n, KernelCases.Pick(n, salt, 1, 1, 40)), "rows"),
        new("EmbeddingRows.Lookup", static (n, salt) => Lookup(KernelCases.Pick(n, salt, 1, 1, 20), n), "width"),
        new("EmbeddingRows.Lookup", static (n, salt) => Lookup(n, KernelCases.Pick(n, salt, 1, 1, 20)), "indices"),
        new("EmbeddingRows.AddGradients", static (n, salt) => AddGradients(KernelCases.Pick(n, salt, 1, 1, 20), n, salt),
            "width"),
        new("EmbeddingRows.AddGradients", static (n, salt) => AddGradients(n, KernelCases.Pick(n, salt, 1, 1, 20), salt),
            "indices"),
    ];

    private static KernelCall Softmax(int rows, int columns) =>
        new KernelCall().Number("rows", rows).Number("columns", columns, 1)
        .Input("x", rows * columns).Output("y", rows * columns).InPlace("x", "y")
        .Runs(c => Rows.Softmax(c.In("x"), c.Out("y"), c["rows"], c["columns"], c.Team));

    private static KernelCall SoftmaxBackward(int rows, int columns) =>
        new KernelCall().Number("rows", rows).Number("columns", columns, 1)
        .Input("y", rows * columns).Input("dy", rows * columns).Output("dx", rows * columns).InPlace("y", "dx")
            .InPlace("dy", "dx")
        .Runs(c => Rows.SoftmaxBackward(c.In("y"), c.In("dy"), c.Out("dx"), c["rows"], c["columns"], c.Team));

    private static KernelCall Gathered(int rows, int width) => new KernelCall().Number("width", width, 1)
        .Input("source", 7 * width).Input("rows", rows, static i => BitConverter.Int32BitsToSingle(i * 5 % 7))
            .Output("destination", rows * width)
        .Runs(c => Gather.Rows(c.In("source"), c["width"], c.Integers("rows"), c.Out("destination"), c.Team));

    private static KernelCall Lookup(int indices, int width) => new KernelCall().Number("rows", 7, 1)
        .Input("indices", indices, static i => i * 5 % 7).Input("table", 7 * width).Output("y", indices * width)
        .Runs(c => EmbeddingRows.Lookup(c.In("indices"), c.In("table"), c.Out("y"), c["rows"]));

    private static KernelCall AddGradients(int indices, int width, int salt) => new KernelCall().Number("rows", 7, 1)
        .Input("indices", indices, static i => i * 5 % 7).Input("dy", indices * width).Output("dtable", 7 * width)
        .Runs(c => EmbeddingRows.AddGradients(c.In("indices"), c.In("dy"), c.Out("dtable"), c["rows"], salt % 2 == 1));
}
