using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Diagnostics.Graphs;
using Spans.Losses;
using Spans.Threading;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// A classical loss beside the −log likelihood it comes from, which a computational graph evaluates and differentiates.
/// </summary>
internal sealed class LikelihoodComparison
{
    private const int Points = 81;
    private const double Reach = 4;

    private readonly ILoss _loss;
    private readonly float[] _outputs;
    private readonly float[] _values;
    private readonly int[] _labels;
    private readonly int _rows;
    private readonly ComputationalGraph _graph = new();
    private readonly GraphNode _y;
    private readonly GraphNode _likelihood;

    /// <param name="noise">What is random.</param>
    /// <param name="name">The loss, as textbooks call it.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="outputs">[rows, units].</param>
    /// <param name="values">[rows, units]: targets, one-hot where there are labels.</param>
    /// <param name="labels">[rows]; empty for values.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="times">By what the loss divides besides the rows.</param>
    /// <param name="likelihood">−log of the probability of the targets t given the outputs y.</param>
    internal LikelihoodComparison(
        string noise, string name, ILoss loss, float[] outputs, float[] values, int[] labels, int rows, int times,
        Func<GraphNode, GraphNode, GraphNode> likelihood)
    {
        (Noise, Name, _loss, _outputs, _values, _labels, _rows) = (noise, name, loss, outputs, values, labels, rows);
        _y = _graph.Variable("y", rows, outputs.Length / rows, Array.ConvertAll(outputs, static v => (double)v));
        var t = _graph.Variable("t", rows, outputs.Length / rows, Array.ConvertAll(values, static v => (double)v));
        _likelihood = likelihood(_y, t) / rows / times;
        var gradient = new float[outputs.Length];
        Evaluate(outputs, gradient);
        _graph.Backward(_likelihood);
        for (var i = 0; i < gradient.Length; i++)
        {
            Largest = Math.Max(Largest, Math.Abs(gradient[i]));
            Difference = Math.Max(Difference, Math.Abs(gradient[i] - _y.Gradients[i]));
        }
    }

    /// <summary>What is random: categories.</summary>
    internal string Noise { get; }

    /// <summary>The loss, as textbooks call it.</summary>
    internal string Name { get; }

    /// <summary>The loss's largest gradient.</summary>
    internal double Largest { get; }

    /// <summary>The most by which a gradient differs from the likelihood's.</summary>
    internal double Difference { get; }

    /// <summary>Both while one output moves, above their least: a constant between them changes no gradient.</summary>
    internal CurvesExhibit Picture()
    {
        var (x, losses, likelihoods) = (new double[Points], new double[Points], new double[Points]);
        var moved = (float[])_outputs.Clone();
        for (var i = 0; i < Points; i++)
        {
            moved[0] = (float)(x[i] = Reach * (2.0 * i / (Points - 1) - 1));
            losses[i] = Evaluate(moved, []);
            _y.Values[0] = moved[0];
            _graph.Forward();
            likelihoods[i] = _likelihood.Value;
        }
        return new CurvesExhibit(Noise, new Axis("an output"), new Axis("above the least"),
            [Above(Name, x, losses), Above("−log likelihood", x, likelihoods)]);
    }

    private static Series Above(string name, double[] x, double[] y)
    {
        var least = y.Min();
        return new Series(name, x, Array.ConvertAll(y, value => value - least));
    }

    private double Evaluate(float[] outputs, float[] gradient) => _loss.Evaluate(new LossPass
    {
        Prediction = outputs,
        Batch = _rows,
        Units = outputs.Length / _rows,
        Values = _labels.Length == 0 ? _values : [],
        Labels = _labels,
        Scale = 1f / _rows,
        Gradient = gradient,
        Team = Team.Single,
    });
}
