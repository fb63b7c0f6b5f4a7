using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Losses;

/// <summary>
/// ½ [log v + (μ − t)² / v] with v = max(variance, ε): regression that learns its own noise, the mean over all targets as
/// PyTorch's <c>GaussianNLLLoss</c>. A network of 2n outputs gives the means of n targets first, then their variances, by default
/// as logarithms (any output is then a variance; PyTorch's is given variances). As there, the gradient passes the clamp as if it
/// were not there: dE/dμ = (μ − t) / v, dE/dvariance = ½ (1 − (μ − t)² / v) / v, dE/dlog variance = variance times that, over
/// rows · n. Negative variances are clamped where PyTorch throws. Source: Nix and Weigend 1994.
/// </summary>
public sealed record GaussianNegativeLogLikelihood : ILoss
{
    private const float HalfLog2Pi = 0.918938533f;
    private readonly float _epsilon = 1e-6f;

    /// <inheritdoc/>
    public string Name => "gaussian-negative-log-likelihood";

    /// <inheritdoc/>
    public Link Link => Link.Identity;

    /// <summary>Whether the second half of the outputs are logarithms of variances. Default true.</summary>
    public bool LogVariance { get; init; } = true;

    /// <summary>Whether the constant ½ log 2π is added. Default false, as PyTorch.</summary>
    public bool Full { get; init; }

    /// <summary>ε, the least variance. Default 1e-6, as PyTorch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite or not above 0.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init
        {
            if (!(value > 0 && float.IsFinite(value))) Throw.OutOfRange(nameof(Epsilon), value, "finite and above 0");
            _epsilon = value;
        }
    }

    /// <summary>Half of the outputs.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is odd.</exception>
    public int Targets(int units)
    {
        if (units < 2 || units % 2 != 0) Throw.OutOfRange(nameof(units), units, "even: a mean and a variance for each target");
        return units / 2;
    }

    /// <inheritdoc/>
    public double Evaluate(in LossPass pass)
    {
        var targets = Targets(pass.Units);
        if (!pass.Labels.IsEmpty) Throw.Argument(nameof(pass.Labels), "A Gaussian likelihood needs target values, not labels.");
        pass.Check(targets);
        var scale = (double)pass.Scale / targets;
        var batch = pass.Kernel(scale, default);
        var constant = Full ? HalfLog2Pi : 0;
        return scale * (LogVariance
            ? LossPairs.Evaluate(new OfLogVariance(_epsilon, 0.5f * MathF.Log(_epsilon), constant), batch)
            : LossPairs.Evaluate(new OfVariance(_epsilon, constant), batch));
    }

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("log_variance", LogVariance);
        writer.WriteBoolean("full", Full);
        writer.WriteNumber("epsilon", Epsilon);
    }

    internal static GaussianNegativeLogLikelihood Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Loss 'gaussian-negative-log-likelihood'", "name", "log_variance", "full", "epsilon");
        return new()
        {
            LogVariance = fields.Boolean("log_variance", true),
            Full = fields.Boolean("full", false),
            Epsilon = fields.Number("epsilon", 1e-6f),
        };
    }

    private readonly struct OfVariance(float epsilon, float constant) : ILossPairFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Evaluate<V>(V x, V s, V t, out V value, out V slope, out V slopeOfS) where V : struct, ILanes<V>
        {
            var error = x - t;
            var variance = V.Max(s, V.Broadcast(epsilon));
            slope = error / variance;
            var surprise = error * slope;
            value = 0.5f * (LaneMath.Log(variance) + surprise) + constant;
            slopeOfS = 0.5f * (1 - surprise) / variance;
        }
    }

    private readonly struct OfLogVariance(float epsilon, float halfLogEpsilon, float constant) : ILossPairFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Evaluate<V>(V x, V s, V t, out V value, out V slope, out V slopeOfS) where V : struct, ILanes<V>
        {
            var error = x - t;
            var given = LaneMath.Exp(s);
            var variance = V.Max(given, V.Broadcast(epsilon));
            var isFree = V.GreaterThan(given, V.Broadcast(epsilon));
            slope = error / variance;
            var surprise = error * slope;
            value = V.Select(isFree, 0.5f * s, V.Broadcast(halfLogEpsilon)) + 0.5f * surprise + constant;
            // d variance / d log variance, over the clamped variance: 1 even where the variance overflows.
            var share = V.Select(isFree, V.Broadcast(1), given / epsilon);
            slopeOfS = 0.5f * share * (1 - surprise);
        }
    }
}
