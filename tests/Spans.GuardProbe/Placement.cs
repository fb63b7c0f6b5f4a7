namespace Spans.GuardProbe;

/// <summary>
/// Puts each argument of a call against a wall of its own, inputs where nothing may be written, and looks after the floats around
/// outputs.
/// </summary>
internal sealed unsafe class Placement
{
    private const int MaxArguments = 12;
    private const int Floats = 1 << 20;
    private const int Canary = 0x7FA1_5CA1;
    private const int Beside = 64;
    private readonly GuardedRegion[] _ordinary = new GuardedRegion[MaxArguments];
    private readonly GuardedRegion[] _special = new GuardedRegion[MaxArguments];
    private readonly GuardedRegion[] _written = new GuardedRegion[MaxArguments];

    internal Placement()
    {
        for (var i = 0; i < MaxArguments; i++)
        {
            _ordinary[i] = new GuardedRegion(Floats);
            for (var j = 0; j < _ordinary[i].Length; j++) _ordinary[i].Start[j] = Ordinary(j + i * 1001);
            _ordinary[i].MakeReadOnly();
            _special[i] = new GuardedRegion(Floats);
            _written[i] = new GuardedRegion(Floats);
            new Span<int>(_written[i].Start, _written[i].Length).Fill(Canary);
        }
    }

    /// <summary>An everyday number between −2 and 2.</summary>
    internal static float Ordinary(int i) => (int)((uint)(i * 2654435761u) >> 20) % 257 / 64f - 2;

    /// <summary>Runs a call with every span against its wall, or <paramref name="slack"/> floats from it.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal string? Run(KernelCall call, int slack, bool wallAfter)
    {
        for (var i = 0; i < call.Arguments.Count; i++) Place(call, i, slack, wallAfter);
        call.Run();
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call.Arguments[i].Role == Role.Input) continue;
            var (region, start, length) = (_written[i], (int)(call.Pointer(i) - _written[i].Start), call.Length(i));
            var first = Math.Max(0, start - Beside);
            var end = Math.Min(region.Length, start + length + Beside);
            for (var j = first; j < end; j++)
                if ((j < start || j >= start + length) && ((int*)region.Start)[j] != Canary)
                    return $"the float at {j - start} of '{call.Arguments[i].Name}', which holds {length}, was overwritten";
            new Span<int>(region.Start + first, end - first).Fill(Canary);
        }
        return null;
    }

    private void Place(KernelCall call, int index, int slack, bool wallAfter)
    {
        var argument = call.Arguments[index];
        var region = argument.Role != Role.Input ? _written[index] : argument.Value is null ? _ordinary[index] : _special[index];
        if (argument.Length + slack > region.Length)
            throw new InvalidOperationException($"'{argument.Name}' of {argument.Length} floats is too long for a region.");
        var start = wallAfter ? region.Start + region.Length - slack - argument.Length : region.Start + slack;
        if (argument.Value is { } value)
        {
            region.MakeWritable();
            for (var i = 0; i < argument.Length; i++) start[i] = value(i);
            if (argument.Role == Role.Input) region.MakeReadOnly();
        }
        // An output's own floats keep the canary, a NaN, unless the kernel reads them.
        call.Place(index, start, argument.Length);
    }
}
