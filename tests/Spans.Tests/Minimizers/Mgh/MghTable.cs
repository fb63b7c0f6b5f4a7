using Spans.Testing;

namespace Spans.Tests.Minimizers.Mgh;

/// <summary>A case of tests/golden/mgh.txt: what torch and SciPy computed for a function.</summary>
internal sealed record MghRow(
    string Name, double Value, double[] Gradient, double[] Minima, Spent Cg, Spent LBfgs, Spent LeastSquares)
{
    public static MghRow[] All { get; } = [.. Golden.Read("mgh").Select(c => new MghRow(
        c.Name, c.Number("value"), c.Doubles("gradient"), c.Doubles("minima"),
        Spent.Read(c, "CG"), Spent.Read(c, "L-BFGS-B"), Spent.Read(c, "leastsq")))];

    public static MghRow Named(string name) => Array.Find(All, row => row.Name == name)!;

    /// <summary>Whether a sum of squares is within 1e-8 · max(1, abs f*) of a known minimum.</summary>
    public bool IsMinimum(double value) => Array.Exists(Minima, m => Math.Abs(value - m) <= 1e-8 * Math.Max(1, Math.Abs(m)));
}

/// <summary>What SciPy spent.</summary>
/// <param name="Evaluations">In all.</param>
/// <param name="ToTarget">Until it first was at a minimum; 0 if it never was.</param>
/// <param name="Value">Where it ended.</param>
/// <param name="Jacobians">For least squares.</param>
internal sealed record Spent(int Evaluations, int ToTarget, double Value, int Jacobians)
{
    public static Spent Read(GoldenCase row, string method) =>
        new((int)row.Option(method + "-total"), (int)row.Option(method + "-target"), row.Number(method + "-value"),
            row.Has(method + "-jacobians") ? (int)row.Option(method + "-jacobians") : 0);
}
