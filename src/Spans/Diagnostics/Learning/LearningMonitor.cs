using Spans.Chains;
using Spans.Data;
using Spans.Training;

namespace Spans.Diagnostics.Learning;

/// <summary>
/// Watches a training run cheaply enough to be left on: at the first steps and then at one step in a hundred it looks at
/// activations, gradients and updates; at the end it says what keeps the network from learning. Steps allocate nothing.
/// <see cref="TrainerDiagnosis.FitAndDiagnose"/> uses it for you; by hand, give it to Fit as the receiver of epochs and
/// <see cref="Observer"/> as the observer.
/// </summary>
public sealed class LearningMonitor : IProgress<EpochReport>
{
    private const int Interval = 100;
    private readonly Trainer _trainer;
    private readonly DataView _train;
    private readonly DataView? _validation;
    private readonly IProgress<EpochReport>? _next;
    private readonly LayerRecord[] _chain;
    private readonly LayerRecord?[] _byId;
    private readonly List<LayerRecord> _layers = [];
    private readonly List<EpochReport> _epochs = [];
    private readonly LossCurve _loss = new();
    private readonly float[] _before;

    /// <summary>Prepares to watch <paramref name="trainer"/>.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="train">The rows it will train on.</param>
    /// <param name="validation">The rows it will be validated with.</param>
    /// <param name="epochs">Told of every epoch too.</param>
    public LearningMonitor(Trainer trainer, DataView train, DataView? validation = null, IProgress<EpochReport>? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(train);
        (_trainer, _train, _validation, _next) = (trainer, train, validation, epochs);
        var plan = trainer.Plan;
        _chain = LayerRecord.Chain(plan.Chain);
        List(_chain);
        var last = 0;
        foreach (var layer in _layers) last = Math.Max(last, layer.Plan.Id);
        _byId = new LayerRecord[last + 1];
        foreach (var layer in _layers) _byId[layer.Plan.Id] = layer;
        _before = new float[plan.ParameterLength];
    }

    /// <summary>What Fit shows each layer's pass and each step.</summary>
    public LearningObserver Observer => new(this);

    /// <summary>What was seen of each layer; those inside a layer come behind it.</summary>
    public IReadOnlyList<LayerRecord> Layers => _layers;

    /// <summary>Whether the step under way is looked at.</summary>
    internal bool Looking { get; private set; } = true;

    /// <summary>Takes note of an epoch.</summary>
    public void Report(EpochReport value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _epochs.Add(value);
        foreach (var layer in _layers) layer.BeginEpoch();
        _next?.Report(value);
    }

    /// <summary>What was found in the run so far.</summary>
    /// <param name="result">What Fit returned, if it has.</param>
    public LearningReport Diagnose(TrainingResult? result = null)
    {
        var record = new LearningRecord
        {
            Trainer = _trainer,
            Train = new DataProfile(_train),
            Validation = _validation,
            Chain = _chain,
            Layers = _layers,
            Loss = _loss,
            Epochs = _epochs,
            Result = result,
        };
        return new LearningReport(
            LearningChecks.Look(record), _layers, _loss.First, record.HasExpectedLoss ? record.ExpectedLoss : null);
    }

    internal void AfterForward(in ForwardPass pass) => _byId[pass.Plan.Id]!.Look(pass.Output, pass.Batch);

    internal void AfterBackward(in BackwardPass pass)
    {
        var record = _byId[pass.Plan.Id]!;
        for (var i = 0; i < record.Tensors.Length; i++)
        {
            var values = pass.Parameter(i);
            record.Tensors[i].Look(values, pass.ParameterGradient(i));
            values.CopyTo(pass.Plan.Parameters[i].Of(_before.AsSpan()));
        }
    }

    internal void AfterStep(long step, in StepResult result)
    {
        _loss.Add(result.Loss);
        if (Looking && result.Updated)
        {
            foreach (var layer in _layers)
            {
                for (var i = 0; i < layer.Tensors.Length; i++)
                {
                    var slice = layer.Plan.Parameters[i];
                    layer.Tensors[i].Change(slice.Of(_before.AsSpan()), slice.Of(_trainer.Network.Parameters));
                }
            }
        }
        // Steps 1, 2, 4, 8 … 64, then every hundredth.
        var next = step + 1;
        Looking = next % Interval == 0 || (next < Interval && long.IsPow2(next));
    }

    private void List(LayerRecord[] chain)
    {
        foreach (var layer in chain)
        {
            _layers.Add(layer);
            foreach (var body in layer.Bodies) List(body);
        }
    }
}
