using System.Runtime.CompilerServices;
using Spans.Memory;

namespace Spans.Kernels;

/// <summary>
/// Layers one after the other for a single row, on the calling thread, with what lies between them on its stack: a prediction of
/// 16-64-64-4 spends as long on checks, dispatch and the renting of a workspace as on its products. The bits are those of
/// <see cref="MatMul.MultiplyPacked{TActivation}"/> and <see cref="PooledConvolution.Forward"/>.
/// </summary>
internal sealed unsafe class PackedRows
{
    /// <summary>The widest layer within: two rows of it take 16 KiB of stack.</summary>
    public const int MaxUnits = 2048;

    private readonly PackedRowStep[] _steps;
    private readonly Slab _owner;
    private readonly long _weights;

    /// <summary>The steps in order, each as wide as the next one reads.</summary>
    /// <param name="steps">One or more.</param>
    /// <param name="owner">The memory that the steps point into.</param>
    public PackedRows(PackedRowStep[] steps, Slab owner)
    {
        (_steps, _owner) = (steps, owner);
        foreach (var step in steps) _weights += step.Weights;
        for (var i = 1; i < steps.Length; i++)
        {
            if (steps[i].Inputs != steps[i - 1].Units)
                Throw.OutOfRange(nameof(steps), steps[i].Inputs, $"a chain: step {i - 1} gives {steps[i - 1].Units}");
            if (steps[i].Inputs > MaxUnits) Throw.OutOfRange(nameof(steps), steps[i].Inputs, $"at most {MaxUnits}");
        }
    }

    /// <summary>Computes the last step's row.</summary>
    /// <param name="x">[inputs of the first step].</param>
    /// <param name="y">[units of the last step]. Must not overlap <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">A span is too short, or they overlap.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<float> x, Span<float> y)
    {
        var steps = _steps;
        var backwards = CacheTurn.Backwards(_weights);
        Throw.IfNotLength(x.Length, steps[0].Inputs);
        Throw.IfNotLength(y.Length, steps[^1].Units);
        Throw.IfOverlap(x, y, nameof(y));
        var between = stackalloc float[2 * MaxUnits + Slab.Granularity];
        // 64-byte boundaries; the two rows take turns.
        var here = (float*)(((nuint)between + 63) & ~(nuint)63);
        var there = here + MaxUnits;
        fixed (float* px = x, py = y)
        {
            var from = px;
            for (var i = 0; i < steps.Length - 1; i++)
            {
                steps[i].Run(from, here, backwards);
                from = here;
                here = there;
                there = from;
            }
            steps[^1].Run(from, py, backwards);
        }
        GC.KeepAlive(_owner);
    }
}
