using System.Globalization;
using Spans.Activations;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;

namespace Spans.AllocationProbe.Scenarios;

/// <summary>
/// Predictions of one row of 784-128-10 with softmax, a hundred a step, by one thread or several. Argument: threads.
/// </summary>
public sealed class Predictions : IScenario
{
    private Network? _network;
    private Predictor? _predictor;
    private Thread[] _others = [];
    private volatile bool _stop;

    public int Steps => 1_000;

    public void Prepare(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        _network = new Network(784, [new Dense<Relu>(128), new Dense<Identity>(10)], seed: 1)
        {
            Card = new ModelCard { Link = Link.Softmax },
        };
        _predictor = Predictor.Freeze(_network);
        _others = new Thread[int.Parse(arguments[0], CultureInfo.InvariantCulture) - 1];
        for (var i = 0; i < _others.Length; i++)
        {
            _others[i] = new Thread(() =>
            {
                while (!_stop) Run();
            })
            { IsBackground = true };
            _others[i].Start();
        }
    }

    public void Step() => Run();

    public void Dispose()
    {
        _stop = true;
        foreach (var thread in _others) thread.Join();
        _predictor?.Dispose();
        _network?.Dispose();
    }

    private void Run()
    {
        Span<float> input = stackalloc float[784];
        Span<float> output = stackalloc float[10];
        for (var i = 0; i < 100; i++)
        {
            input.Fill(i * 0.01f);
            _predictor!.Predict(input, output);
        }
    }
}
