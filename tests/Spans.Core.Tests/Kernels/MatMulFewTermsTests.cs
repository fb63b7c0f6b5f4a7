using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

/// <summary>c = a · bᵀ of few terms: whole rows of c at once, over blocks of columns of b.</summary>
[Trait("Category", "Numeric")]
public sealed class MatMulFewTermsTests
{
    [Theory]
    [InlineData("MultiplyTransposeB")]
    [InlineData("MultiplyTransposeB+=")]
    public void Form_IntegerDataOfOneToSixteenTerms_Exact(string name)
    {
        for (var k = 1; k <= 16; k++)
            foreach (var (m, n) in new[] { (1, 200), (2, 96), (3, 97), (4, 128), (17, 160), (5, 175), (2, 1100) })
                CheckExact(MatMulForm.Of(name), m, n, k);
    }

    [Theory]
    [InlineData("MultiplyTransposeB", 20)]
    [InlineData("MultiplyTransposeB", 32)]
    [InlineData("MultiplyTransposeB+=", 32)]
    public void Form_IntegerDataOfFewTermsInLongRows_Exact(string name, int k)
    {
        foreach (var (m, n) in new[] { (3, 1024), (12, 1025), (13, 1048), (25, 1072) }) CheckExact(MatMulForm.Of(name), m, n, k);
    }

    [Theory]
    [InlineData("MultiplyTransposeB")]
    [InlineData("MultiplyTransposeB+=")]
    public void Form_FewTermsInAnyNumberOfParts_SameBits(string name)
    {
        foreach (var (m, n, k) in new[] { (300, 520, 10), (401, 150, 13), (200, 1040, 4), (64, 1050, 20), (100, 1030, 32) })
            MatMulForm.Of(name).AssertSameBitsInAnyParts(m, n, k);
    }

    private static void CheckExact(MatMulForm form, int m, int n, int k)
    {
        float[] a = MatMulReference.Integers(m * k, 1), b = MatMulReference.Integers(k * n, 2);
        var c = MatMulReference.Integers(m * n, 3);
        var expected = form.Reference(a, b, [], c, m, n, k);
        form.Run(a, b, [], c, m, n, k, Team.Single);
        for (var i = 0; i < c.Length; i++)
            if (c[i] != expected[i]) Assert.Fail($"{form} {m}x{n}x{k} at row {i / n}, column {i % n}: {c[i]}, not {expected[i]}");
    }
}
