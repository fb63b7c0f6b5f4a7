using System.Runtime.CompilerServices;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>
/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; W ← W − η m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ), or
/// with amsgrad v̂ = max v / (1 − β₂ᵗ). Both sides of the fraction times √(1 − β₂ᵗ), so that the corrections are constants of the
/// step.
/// </summary>
internal readonly struct AdamRule<TAmsgrad> : IUpdateRule where TAmsgrad : unmanaged, ISwitch
{
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly float _entering1;
    private readonly float _entering2;
    private readonly float _descent;
    private readonly float _epsilon;

    internal AdamRule(double learningRate, double beta1, double beta2, double epsilon, long number)
    {
        var root = Math.Sqrt(1 - Math.Pow(beta2, number));
        _beta1 = (float)beta1;
        _beta2 = (float)beta2;
        _entering1 = (float)(1 - beta1);
        _entering2 = (float)(1 - beta2);
        _descent = (float)(-learningRate * root / (1 - Math.Pow(beta1, number)));
        _epsilon = (float)(epsilon * root);
    }

    public static int States
    {
        // Or the sweep calls it in every round.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TAmsgrad.IsOn ? 3 : 2;
    }

    public static bool SquaresGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UpdateConstants<V> Constants<V>()
        where V : struct, ILanes<V> => new(_beta1, _entering1, _beta2, _entering2, _descent, _epsilon);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V m, ref V v, ref V largest)
        where V : struct, ILanes<V>
    {
        V beta1 = c.A, entering1 = c.B, beta2 = c.C, entering2 = c.D, descent = c.E, epsilon = c.F;
        m = V.MultiplyAdd(entering1, g, m * beta1);
        v = V.MultiplyAdd(g * entering2, g, v * beta2);
        if (TAmsgrad.IsOn) largest = V.Max(largest, v);
        w = V.MultiplyAdd(descent, m / (V.Sqrt(TAmsgrad.IsOn ? largest : v) + epsilon), w);
    }
}
