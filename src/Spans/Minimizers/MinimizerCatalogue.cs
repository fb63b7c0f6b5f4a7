namespace Spans.Minimizers;

/// <summary>Every minimizer, simplest first, with its defaults.</summary>
public static class MinimizerCatalogue
{
    /// <summary>One of each.</summary>
    public static IReadOnlyList<IMinimizer> All { get; } =
    [
        new GradientDescent(),
        new SteepestCoordinate(),
        new ConjugateGradient(),
        new Bfgs(),
        new LBfgs(),
        new LBfgsB(),
        new LevenbergMarquardt(),
        new Newton(),
        new TrustRegionNewtonCg(),
        new InteriorPoint(),
        new AugmentedLagrangian(),
    ];

    /// <summary>The minimizer of this name, as on the command line.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists all names.</exception>
    public static IMinimizer Named(string name)
    {
        foreach (var minimizer in All) if (minimizer.Name == name) return minimizer;
        var names = new List<string>();
        foreach (var minimizer in All) names.Add(minimizer.Name);
        Throw.Argument(nameof(name), $"There is no minimizer '{name}', only {string.Join(", ", names)}.");
        return null!;
    }
}
