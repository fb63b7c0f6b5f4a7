using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class MatMulTests
{
    /// <summary>8·2^-24 of Σ|a||b|.</summary>
    private const double DotTolerance = 8 / 16777216.0;

    public static TheoryData<string> Forms => MatMulForm.Names;

    [Theory]
    [MemberData(nameof(Forms))]
    public void N4_Form_IntegerData_ExactForEverySize(string name)
    {
        var form = MatMulForm.Of(name);
        foreach (var (m, n, k) in Shapes()) CheckExact(form, m, n, k, Team.Single);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void N2_Form_RealData_WithinTheDotTolerance(string name)
    {
        var form = MatMulForm.Of(name);
        foreach (var (m, n, k) in new[] { (1, 1, 300), (5, 37, 129), (33, 65, 200), (70, 10, 64), (13, 100, 513) })
        {
            float[] a = MatMulReference.Reals(m * k, 1), b = MatMulReference.Reals(k * n, 2);
            float[] bias = MatMulReference.Reals(n, 3), c = MatMulReference.Reals(m * n, 4);
            var expected = form.Reference(a, b, bias, c, m, n, k);
            var scale = form.Magnitude(a, b, bias, c, m, n, k);
            form.Run(a, b, bias, c, m, n, k, Team.Single);
            for (var i = 0; i < c.Length; i++)
                Assert.True(Math.Abs(c[i] - expected[i]) <= DotTolerance * scale[i],
                    $"{form} {m}x{n}x{k} at {i}: {c[i]}, not {expected[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Form_AnyNumberOfParts_SameBits(string name)
    {
        var form = MatMulForm.Of(name);
        var shapes = new[]
            { (64, 70, 65), (128, 10, 512), (500, 40, 33), (33, 500, 40), (128, 300, 70), (2, 1500, 300), (150, 230, 120) };
        foreach (var (m, n, k) in shapes)
            form.AssertSameBitsInAnyParts(m, n, k);
    }

    private static IEnumerable<(int M, int N, int K)> Shapes()
    {
        var random = new System.Random(7);
        foreach (var size in new[]
            { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 70 })
        {
            yield return (size, random.Next(1, 71), random.Next(1, 71));
            yield return (random.Next(1, 71), size, random.Next(1, 71));
            yield return (random.Next(1, 71), random.Next(1, 71), size);
            yield return (1, size, random.Next(1, 71));
        }
    }

    private static void CheckExact(MatMulForm form, int m, int n, int k, Team team)
    {
        float[] a = MatMulReference.Integers(m * k, 1), b = MatMulReference.Integers(k * n, 2);
        float[] bias = MatMulReference.Integers(n, 3), c = MatMulReference.Integers(m * n, 4);
        var expected = form.Reference(a, b, bias, c, m, n, k);
        form.Run(a, b, bias, c, m, n, k, team);
        for (var i = 0; i < c.Length; i++)
            if (c[i] != expected[i]) Assert.Fail($"{form} {m}x{n}x{k} at row {i / n}, column {i % n}: {c[i]}, not {expected[i]}");
    }
}
