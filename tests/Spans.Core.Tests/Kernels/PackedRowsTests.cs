using Spans.Activations;
using Spans.Kernels;
using Spans.Memory;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class PackedRowsTests
{
    [Theory]
    [InlineData(16, 64, 64, 4)]
    [InlineData(3, 5, 1, 7)]
    [InlineData(100, 10, 33, 16)]
    [InlineData(40, 130, 300, 17)]
    [InlineData(1, 2048, 9, 1)]
    [InlineData(200, 128, 14, 15)]
    [InlineData(300, 250, 112, 48)]
    [InlineData(32, 16, 32, 13)]
    public void Run_Chain_GivesTheBitsOfMultiplyPacked(params int[] sizes)
    {
        foreach (var biased in (bool[])[true, false])
        {
            using var slab = Slab.Rent(1 << 20);
            var (steps, x) = (new PackedRowStep[sizes.Length - 1], Values(sizes[0], 1));
            var (expected, offset) = (x, 0);
            for (var i = 0; i < steps.Length; i++)
            {
                var (k, n) = (sizes[i], sizes[i + 1]);
                var packed = slab.Span.Slice(offset, MatMul.PackedLength(k, n));
                var bias = slab.Span.Slice(offset + packed.Length, biased ? n : 0);
                offset += packed.Length + (n + 15) / 16 * 16;
                MatMul.Pack(Values(k * n, 0.2f), packed, k, n);
                Values(bias.Length, 0.5f).CopyTo(bias);
                var y = new float[n];
                if (i % 2 == 0)
                {
                    steps[i] = PackedRowStep.Of(packed, bias, k, n, new Tanh());
                    MatMul.MultiplyPacked(expected, packed, bias, y, 1, n, k, new Tanh(), Team.Single);
                }
                else
                {
                    steps[i] = PackedRowStep.Of(packed, bias, k, n, new LeakyRelu(0.3f));
                    MatMul.MultiplyPacked(expected, packed, bias, y, 1, n, k, new LeakyRelu(0.3f), Team.Single);
                }
                expected = y;
            }
            var actual = new float[sizes[^1]];
            new PackedRows(steps, slab).Run(x, actual);
            Tolerance.CheckBits(expected, actual, string.Join('-', sizes));
        }
    }

    // Every second call begins at the last panel.
    [Theory]
    [InlineData(784, 300)]
    [InlineData(300, 513)]
    [InlineData(1024, 128)]
    [InlineData(129, 1040)]
    public void Run_LargeMatrixAgainAndAgain_GivesTheSameBits(int k, int n)
    {
        Assert.True((long)k * n >= CacheTurn.FewestFloats);
        using var slab = Slab.Rent(MatMul.PackedLength(k, n));
        var (x, whole, row) = (Values(k, 1), new float[3 * n], new float[n]);
        MatMul.Pack(Values(k * n, 0.2f), slab.Span, k, n);
        // Three rows at once know no turns.
        MatMul.MultiplyPacked([.. x, .. x, .. x], slab.Span, [], whole, 3, n, k, new Tanh(), Team.Single);
        var rows = new PackedRows([PackedRowStep.Of(slab.Span, [], k, n, new Tanh())], slab);
        for (var call = 0; call < 3; call++)
        {
            row.AsSpan().Fill(float.NaN);
            MatMul.MultiplyPacked(x, slab.Span, [], row, 1, n, k, new Tanh(), Team.Single);
            Tolerance.CheckBits(whole.AsSpan(0, n), row, $"MultiplyPacked, call {call}");
            row.AsSpan().Fill(float.NaN);
            rows.Run(x, row);
            Tolerance.CheckBits(whole.AsSpan(0, n), row, $"PackedRows, call {call}");
        }
    }

    [Fact]
    public void Run_WhatDoesNotFit_IsRefused()
    {
        using var slab = Slab.Rent(1 << 16);
        var step = PackedRowStep.Of(slab.Span[..MatMul.PackedLength(4, 6)], default, 4, 6, new Tanh());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackedRows([step, step], slab));
        var wide = PackedRowStep.Of(slab.Span[..MatMul.PackedLength(1, 2049)], default, 1, 2049, new Tanh());
        var next = PackedRowStep.Of(slab.Span[..MatMul.PackedLength(2049, 2)], default, 2049, 2, new Tanh());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackedRows([wide, next], slab));
        var rows = new PackedRows([step], slab);
        var row = new float[6];
        Assert.Throws<ArgumentException>(() => rows.Run(new float[3], row));
        Assert.Throws<ArgumentException>(() => rows.Run(new float[4], row.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => rows.Run(row.AsSpan(0, 4), row));
        Assert.Throws<ArgumentException>(() => PackedRowStep.Of(slab.Span[..7], default, 4, 6, new Tanh()));
    }

    private static float[] Values(int length, float size)
    {
        var values = new float[length];
        for (var i = 0; i < length; i++) values[i] = size * MathF.Sin(0.7f * i + length);
        return values;
    }
}
