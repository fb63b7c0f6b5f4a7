using Spans.Memory;

namespace Spans.Chains;

/// <summary>
/// A chain's observer on its way into the bodies of its layers, whose passes know nothing of its type. The default sees nothing.
/// </summary>
internal readonly ref struct BodyObserver
{
    private readonly UntypedRef _observer;
    private readonly Runner? _runner;

    private BodyObserver(UntypedRef observer, Runner runner)
    {
        _observer = observer;
        _runner = runner;
    }

    /// <summary><paramref name="observer"/> itself, not a copy; nothing where it sees no bodies, which the JIT decides.</summary>
    internal static BodyObserver Of<TObserver>(ref TObserver observer) where TObserver : struct, IPassObserver =>
        TObserver.SeesBodies ? new(UntypedRef.Of(ref observer), Runner<TObserver>.Instance) : default;

    internal ReadOnlySpan<float> Forward(ChainPlan body, scoped in PassContext context, ReadOnlySpan<float> input)
    {
        if (_runner is not null) return _runner.Forward(_observer, body, context, input);
        var none = new NoObserver();
        return Chain.Forward(body, context, input, ref none);
    }

    internal Span<float> Backward(
        ChainPlan body, scoped in PassContext context, ReadOnlySpan<float> input, Span<float> outputGradient,
        bool wantsInputGradient)
    {
        if (_runner is not null)
            return _runner.Backward(_observer, body, context, input, outputGradient, wantsInputGradient);
        var none = new NoObserver();
        return Chain.Backward(body, context, input, outputGradient, wantsInputGradient, ref none);
    }

    /// <summary>Knows the observer's type.</summary>
    private abstract class Runner
    {
        internal abstract ReadOnlySpan<float> Forward(
            scoped UntypedRef observer, ChainPlan body, scoped in PassContext context, ReadOnlySpan<float> input);

        internal abstract Span<float> Backward(
            scoped UntypedRef observer, ChainPlan body, scoped in PassContext context, ReadOnlySpan<float> input,
            Span<float> outputGradient, bool wantsInputGradient);
    }

    private sealed class Runner<TObserver> : Runner
        where TObserver : struct, IPassObserver
    {
        internal static readonly Runner<TObserver> Instance = new();

        internal override ReadOnlySpan<float> Forward(
            scoped UntypedRef observer, ChainPlan body, scoped in PassContext context, ReadOnlySpan<float> input) =>
            Chain.Forward(body, context, input, ref observer.UncheckedAs<TObserver>());

        internal override Span<float> Backward(
            scoped UntypedRef observer, ChainPlan body, scoped in PassContext context, ReadOnlySpan<float> input,
            Span<float> outputGradient, bool wantsInputGradient) =>
            Chain.Backward(body, context, input, outputGradient, wantsInputGradient, ref observer.UncheckedAs<TObserver>());
    }
}
