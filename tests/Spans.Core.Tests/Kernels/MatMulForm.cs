using Spans.Activations;
using Spans.Kernels;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

/// <summary>
/// One public form of the matrix product, called alike: c = [c +] op(a) op(b) [+ bias], then relu where the form says so.
/// </summary>
public sealed record MatMulForm(
    string Name, bool TransposesA, bool TransposesB, bool Accumulates, bool Biased, bool Activates, MatMulForm.Call Run)
{
    public delegate void Call(float[] a, float[] b, float[] bias, float[] c, int m, int n, int k, Team team);

    public static IReadOnlyList<MatMulForm> All { get; } =
    [
        new("Multiply", false, false, false, false, false,
            (a, b, _, c, m, n, k, t) => MatMul.Multiply(a, b, c, m, n, k, false, t)),
        new("Multiply+=", false, false, true, false, false,
            (a, b, _, c, m, n, k, t) => MatMul.Multiply(a, b, c, m, n, k, true, t)),
        new("MultiplyBias", false, false, false, true, false,
            (a, b, z, c, m, n, k, t) => MatMul.MultiplyBias(a, b, z, c, m, n, k, t)),
        new("MultiplyActivate", false, false, false, true, true,
            (a, b, z, c, m, n, k, t) => MatMul.MultiplyActivate(a, b, z, [], c, m, n, k, new Relu(), t)),
        new("MultiplyActivate without bias", false, false, false, false, true,
            (a, b, _, c, m, n, k, t) => MatMul.MultiplyActivate(a, b, [], [], c, m, n, k, new Relu(), t)),
        new("MultiplyActivate, z kept", false, false, false, true, true,
            (a, b, z, c, m, n, k, t) => MatMul.MultiplyActivate(a, b, z, new float[m * n], c, m, n, k, new Relu(), t)),
        new("MultiplyTransposeA", true, false, false, false, false,
            (a, b, _, c, m, n, k, t) => MatMul.MultiplyTransposeA(a, b, c, m, n, k, false, t)),
        new("MultiplyTransposeA+=", true, false, true, false, false,
            (a, b, _, c, m, n, k, t) => MatMul.MultiplyTransposeA(a, b, c, m, n, k, true, t)),
        new("MultiplyTransposeB", false, true, false, false, false,
            (a, b, _, c, m, n, k, t) =>
                MatMul.MultiplyTransposeB(a, b, c, m, n, k, false, Dirty(MatMul.TransposeBScratch(n, k)), t)),
        new("MultiplyTransposeB+=", false, true, true, false, false,
            (a, b, _, c, m, n, k, t) =>
                MatMul.MultiplyTransposeB(a, b, c, m, n, k, true, Dirty(MatMul.TransposeBScratch(n, k)), t)),
        new("MultiplyPacked", false, false, false, true, true,
            (a, b, z, c, m, n, k, t) => MatMul.MultiplyPacked(a, Packed(b, k, n), z, c, m, n, k, new Relu(), t)),
        new("MultiplyPacked without bias", false, false, false, false, true,
            (a, b, _, c, m, n, k, t) => MatMul.MultiplyPacked(a, Packed(b, k, n), [], c, m, n, k, new Relu(), t)),
    ];

    public static TheoryData<string> Names => new(All.Select(form => form.Name));

    public static MatMulForm Of(string name) => All.Single(form => form.Name == name);

    /// <summary>The product of some reals by teams of 2, 3, 4 and 7 has the bits of one thread's.</summary>
    public void AssertSameBitsInAnyParts(int m, int n, int k)
    {
        float[] a = MatMulReference.Reals(m * k, 1), b = MatMulReference.Reals(k * n, 2);
        float[] bias = MatMulReference.Reals(n, 3), c = MatMulReference.Reals(m * n, 4);
        var one = (float[])c.Clone();
        Run(a, b, bias, one, m, n, k, Team.Single);
        foreach (var members in new[] { 2, 3, 4, 7 })
        {
            using var team = new Team(members);
            var many = (float[])c.Clone();
            Run(a, b, bias, many, m, n, k, team);
            Assert.Equal(one, many);
        }
    }

    public double[] Reference(float[] a, float[] b, float[] bias, float[] c, int m, int n, int k)
    {
        var (aRow, aColumn) = TransposesA ? (1, m) : (k, 1);
        var (bRow, bColumn) = TransposesB ? (1, k) : (n, 1);
        var expected = MatMulReference.Multiply(a, aRow, aColumn, b, bRow, bColumn, m, n, k);
        for (var i = 0; i < expected.Length; i++)
        {
            if (Accumulates) expected[i] += c[i];
            if (Biased) expected[i] += bias[i % n];
            if (Activates && expected[i] < 0) expected[i] = 0;
        }
        return expected;
    }

    public double[] Magnitude(float[] a, float[] b, float[] bias, float[] c, int m, int n, int k)
    {
        var (aRow, aColumn) = TransposesA ? (1, m) : (k, 1);
        var (bRow, bColumn) = TransposesB ? (1, k) : (n, 1);
        var scale = MatMulReference.Magnitude(a, aRow, aColumn, b, bRow, bColumn, m, n, k);
        for (var i = 0; i < scale.Length; i++)
        {
            if (Accumulates) scale[i] += Math.Abs(c[i]);
            if (Biased) scale[i] += Math.Abs(bias[i % n]);
        }
        return scale;
    }

    public override string ToString() => Name;

    private static float[] Packed(float[] b, int k, int n)
    {
        var packed = Dirty(MatMul.PackedLength(k, n));
        MatMul.Pack(b, packed, k, n);
        return packed;
    }

    // What was in scratch must never reach a result.
    private static float[] Dirty(int length)
    {
        var scratch = new float[length];
        Array.Fill(scratch, float.NaN);
        return scratch;
    }
}
