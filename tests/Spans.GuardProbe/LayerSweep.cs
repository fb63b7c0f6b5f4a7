using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Random;
using Spans.Threading;

namespace Spans.GuardProbe;

/// <summary>
/// Every layer of the catalogue, forward and back, with each buffer between walls. Tensors lie without padding, in turn each
/// last, so that every one meets a wall at an odd place; what a body of a container needs lies as it was planned.
/// </summary>
internal sealed unsafe class LayerSweep
{
    private const int Canary = 0x7FA1_5CA1;
    private const int Floats = 1 << 20;
    private readonly GuardedRegion _input = Filled(), _parameters = new(Floats), _state = new(Floats), _gradients = new(Floats),
        _workspace = new(Floats),
        _output = new(Floats), _outputGradient = new(Floats), _inputGradient = new(Floats);
    private readonly Team _team = Team.Single;

    /// <summary>The layers and the shapes they are run on: each example's, and with its last extent drawn anew.</summary>
    internal static IEnumerable<(ILayer Layer, Shape Input)> Layers(int n)
    {
        foreach (var entry in LayerCatalogue.All)
            foreach (var (layer, input) in entry.Examples)
            {
                yield return (layer, input);
                if (Takes(layer, Stretched(input, n)) is { } other) yield return (layer, other);
            }
    }

    /// <summary>Runs a layer in training and in evaluation.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal string? Run(ILayer layer, Shape input, int batch, int slack, bool wallAfter, int rotation)
    {
        var planned = Planner.Plan(input, [layer], batch, _team.Members, training: true, inputGradient: true);
        var plan = Packed(planned.Chain.Layers[0], rotation, out var lengths);
        batch = Math.Max(batch, plan.Spec.MinimumBatch);
        if (batch > planned.MaxBatch) return null;
        int rows = batch * input.Elements, outputs = batch * plan.Spec.Output.Elements;
        Span<float> parameters = At(_parameters, lengths.Parameters, slack, wallAfter),
            state = At(_state, lengths.State, slack, wallAfter),
            gradients = At(_gradients, lengths.Parameters, slack, wallAfter),
            workspace = At(_workspace, Math.Max(lengths.Workspace, planned.WorkspaceLength), slack, wallAfter);
        var x = At(_input, rows, slack, wallAfter);
        _input.MakeWritable();
        for (var i = 0; i < rows; i++) x[i] = layer is Embedding ? i % 3 : Placement.Ordinary(i);
        _input.MakeReadOnly();
        Initialize(plan, parameters, state);
        _parameters.MakeReadOnly();
        Span<float> y = At(_output, outputs, slack, wallAfter), dy = At(_outputGradient, outputs, slack, wallAfter),
            dx = At(_inputGradient, rows, slack, wallAfter);
        try
        {
            foreach (var training in (ReadOnlySpan<bool>)[true, false])
            {
                for (var i = 0; i < outputs; i++) dy[i] = Placement.Ordinary(i + 5);
                var context = new PassContext
                {
                    Parameters = parameters,
                    Gradients = gradients,
                    State = state,
                    Workspace = workspace,
                    Team = _team,
                    Batch = batch,
                    GlobalBatch = batch,
                    Training = training,
                    Accumulate = slack % 2 == 1,
                    Seed = 3,
                    Step = 1,
                };
                if (plan.Spec.Alias) continue;
                layer.Forward(new ForwardPass(context, plan, x, y));
                layer.Backward(new BackwardPass(context, plan, x, y, dy, dx));
            }
            return Around(_output, y, "output") ?? Around(_outputGradient, dy, "output gradient")
                ?? Around(_inputGradient, dx, "input gradient")
                ?? Around(_state, state, "state") ?? Around(_gradients, gradients, "parameter gradients")
                ?? Around(_workspace, workspace, "workspace");
        }
        finally
        {
            _parameters.MakeWritable();
        }
    }

    /// <summary>How many orders of its tensors a layer has.</summary>
    internal static int Rotations(ILayer layer, Shape input) => Math.Max(1, layer.Describe(input).Parameters.Length);

    // Without padding, tensor (rotation − 1) last; saved and scratch at either end of the workspace. Containers keep their plan.
    private static LayerPlan Packed(LayerPlan plan, int rotation, out (int Parameters, int State, int Workspace) lengths)
    {
        if (plan.Bodies.Length > 0)
        {
            lengths = (Ends(plan, static p => p.Parameters), Ends(plan, static p => p.State), 0);
            return plan;
        }
        var parameters = new Slice[plan.Parameters.Length];
        var end = 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            var index = (i + rotation) % parameters.Length;
            parameters[index] = new Slice(end, plan.Parameters[index].Length);
            end += plan.Parameters[index].Length;
        }
        var state = new Slice[plan.State.Length];
        var stateEnd = 0;
        for (var i = 0; i < state.Length; i++)
        {
            state[i] = new Slice(stateEnd, plan.State[i].Length);
            stateEnd += plan.State[i].Length;
        }
        var (saved, scratch) = (plan.Saved.Length, plan.Scratch.Length);
        lengths = (end, stateEnd, saved + scratch);
        return plan with
        {
            Parameters = parameters,
            State = state,
            Saved = new Slice(rotation % 2 == 0 ? 0 : scratch, saved),
            Scratch = new Slice(rotation % 2 == 0 ? saved : 0, scratch),
        };
    }

    private static int Ends(LayerPlan plan, Func<LayerPlan, Slice[]> of)
    {
        var end = 0;
        foreach (var slice in of(plan)) end = Math.Max(end, slice.End);
        foreach (var body in plan.Bodies)
            foreach (var layer in body.Layers) end = Math.Max(end, Ends(layer, of));
        return end;
    }

    private static void Initialize(LayerPlan plan, Span<float> parameters, Span<float> state)
    {
        for (var i = 0; i < plan.Parameters.Length; i++)
        {
            var spec = plan.Spec.Parameters[i];
            spec.Initializer.Fill(plan.Parameters[i].Of(parameters), spec.Fan, new Rng(1, (ulong)i, (uint)plan.Id));
        }
        for (var i = 0; i < plan.State.Length; i++) plan.State[i].Of(state).Fill(plan.Spec.State[i].Initial);
        foreach (var body in plan.Bodies)
            foreach (var layer in body.Layers) Initialize(layer, parameters, state);
    }

    private static Span<float> At(GuardedRegion region, int length, int slack, bool wallAfter)
    {
        if (length + slack > region.Length) throw new InvalidOperationException($"{length} floats are too many for a region.");
        return new(wallAfter ? region.Start + region.Length - slack - length : region.Start + slack, length);
    }

    private static string? Around(GuardedRegion region, Span<float> span, string what)
    {
        fixed (float* pointer = span)
        {
            var start = span.IsEmpty ? 0 : (int)(pointer - region.Start);
            var (first, end) = (Math.Max(0, start - 64), Math.Min(region.Length, start + span.Length + 64));
            var all = (int*)region.Start;
            for (var i = first; i < end; i++)
                if ((i < start || i >= start + span.Length) && all[i] != Canary)
                    return $"the float at {i - start} of the {what}, which holds {span.Length}, was overwritten";
            new Span<int>(all + first, end - first).Fill(Canary);
            return null;
        }
    }

    private static Shape Stretched(Shape input, int n)
    {
        var extents = new int[input.Rank];
        for (var i = 0; i < extents.Length; i++) extents[i] = input[i];
        extents[^1] = n;
        return Shape.Create(extents);
    }

    private static Shape? Takes(ILayer layer, Shape input)
    {
        try
        {
            layer.Describe(input);
            return input;
        }
        catch (ShapeException)
        {
            return null;
        }
    }

    private static GuardedRegion Filled() => new(Floats);

    internal LayerSweep()
    {
        ReadOnlySpan<GuardedRegion> regions = [_state, _gradients, _workspace, _output, _outputGradient, _inputGradient];
        foreach (var region in regions)
            new Span<int>(region.Start, region.Length).Fill(Canary);
    }
}
