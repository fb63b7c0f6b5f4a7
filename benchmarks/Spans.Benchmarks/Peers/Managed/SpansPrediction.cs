using Spans.Networks;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' prediction of one sample; raw outputs, as the peers give.</summary>
internal sealed class SpansPrediction : ICall
{
    private readonly Predictor _predictor;
    private readonly Samples _samples;
    private readonly float[] _output;

    public SpansPrediction(string network)
    {
        var compared = ComparedNetwork.Of(network);
        using var trained = compared.Build();
        _predictor = Predictor.Freeze(trained, new FreezeOptions { MaxBatch = 1, Logits = true });
        _samples = new Samples(compared.Sizes[0]);
        _output = new float[compared.Sizes[^1]];
    }

    public void Call(int sample) => _predictor.Predict(_samples[sample], _output);

    public void Dispose() => _predictor.Dispose();
}
