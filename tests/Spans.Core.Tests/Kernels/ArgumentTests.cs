using Spans.GuardProbe;
using Spans.GuardProbe.Cases;
using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

/// <summary>What every public kernel refuses, and what it allows to overlap: by the table of <see cref="KernelCases"/>.</summary>
public sealed class ArgumentTests
{
    private const int Salts = 6;

    public static TheoryData<string> Cases => [.. KernelCases.All.Select(static entry => entry.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void M3_WrongLength_IsRefusedBeforeAnyWrite(string name) => ForEachCall(name, static (call, bound, what, faults) =>
    {
        if (call.Arguments.Count == 1 && !call.HasShape) return;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            if (argument.Length == 0) continue;
            foreach (var length in (ReadOnlySpan<int>)[argument.Length - 1, argument.Length + 1])
            {
                if (argument.IsAtLeast && length > argument.Length) continue;
                if (argument.IsOptional && length == 0) continue;
                bound.Reset();
                bound.Resize(i, length);
                faults.Add(bound.Refusal($"{what} with {length} instead of {argument.Length} in '{argument.Name}'", Names(call)));
            }
        }
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void M3_NumberOutOfRange_IsRefusedByName(string name) => ForEachCall(name, static (call, bound, what, faults) =>
    {
        for (var i = 0; i < call.Numbers.Count; i++)
        {
            var number = call.Numbers[i];
            foreach (var value in (ReadOnlySpan<int>)[number.Least - 1, int.MinValue])
            {
                bound.Reset();
                call.Set(i, value);
                faults.Add(bound.Refusal($"{what} with {number.Name} = {value}", number.Name));
            }
            bound.Reset();
            call.Set(i, int.MaxValue);
            faults.Add(bound.Refusal($"{what} with {number.Name} = {int.MaxValue}", Names(call)));
        }
    });

    // 65536 · 65536 is 0 in 32 bits: the length of no span at all.
    [Theory]
    [MemberData(nameof(Cases))]
    public void M3_ProductThatOverflows_IsRefused(string name) => ForEachCall(name, static (call, bound, what, faults) =>
    {
        if (call.Numbers.Count < 2) return;
        bound.Reset();
        for (var i = 0; i < call.Numbers.Count; i++) call.Set(i, 65_536);
        for (var i = 0; i < call.Arguments.Count; i++) bound.Resize(i, 0);
        faults.Add(bound.Refusal($"{what} with 65536 everywhere and empty spans", Names(call)));
    });

    // Each product wraps to 0 in 32 bits.
    [Fact]
    public void M3_ShapeThatOverflows_IsRefused()
    {
        var convolution = new ConvolutionShape
        {
            Channels = 65_536, Height = 65_536, Width = 65_536, Filters = 65_536,
            KernelHeight = 1, KernelWidth = 1
        };
        var pooling = new PoolingShape
        {
            Channels = 65_536, Height = 65_536, Width = 1, WindowHeight = 1, WindowWidth = 1,
            StrideY = 1, StrideX = 1
        };
        Assert.Equal("Channels", Assert.ThrowsAny<ArgumentException>(
            () => Convolution.Forward(
                convolution, [], [], [], [], [], 1, default(Spans.Activations.Relu), [], Team.Single)).ParamName);
        Assert.Equal(
            "Channels", Assert.ThrowsAny<ArgumentException>(() => MaxPooling.Forward(pooling, [], [], 1, Team.Single)).ParamName);
        Assert.Equal("Height", Assert.ThrowsAny<ArgumentException>(() => Convolution.Forward(
            convolution with { PadTop = int.MaxValue }, [], [], [], [], [], 1, default(Spans.Activations.Relu), [],
            Team.Single)).ParamName);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void M4_Overlap_IsAllowedInPlaceOnlyWhereDocumented(string name) =>
        ForEachCall(name, static (call, bound, what, faults) =>
    {
        foreach (var (written, other) in Pairs(call))
        {
            var (a, b) = (call.Arguments[written], call.Arguments[other]);
            bound.Reset();
            bound.Overlay(written, other, 0);
            // What is longer than the place it is put on may lie on its neighbours too.
            if (!call.MayAlias(a.Name, b.Name)) faults.Add(bound.Refusal($"{what} with '{a.Name}' on '{b.Name}'", Names(call)));
            bound.Reset();
            if (Math.Min(a.Length, b.Length) < 2) continue;
            bound.Overlay(written, other, 1);
            faults.Add(bound.Refusal($"{what} with '{a.Name}' one float into '{b.Name}'", Names(call)));
        }
    });

    [Theory]
    [MemberData(nameof(Cases))]
    public void M4_InPlace_GivesTheBitsOfOutOfPlace(string name) => ForEachCall(name, static (call, bound, what, faults) =>
    {
        foreach (var (written, other) in Pairs(call))
        {
            // What is longer than the place it is put on may lie on its neighbours too.
            if (!call.MayAlias(call.Arguments[written].Name, call.Arguments[other].Name)) continue;
            bound.Reset();
            // A kernel that also reads what it writes is to read the same.
            if (call.Arguments[written].Length == call.Arguments[other].Length) bound.Fill(written, bound.Values(other));
            call.Run();
            var expected = bound.Values(written);
            bound.Reset();
            bound.Overlay(written, other, 0);
            call.Run();
            Tolerance.CheckBits(
                expected, bound.Values(written), $"{what}, '{call.Arguments[written].Name}' on '{call.Arguments[other].Name}'");
        }
    });

    private static void ForEachCall(string name, Action<KernelCall, BoundCall, string, List<string?>> check)
    {
        var entry = KernelCases.All.Single(known => known.ToString() == name);
        var faults = new List<string?>();
        for (var salt = 0; salt < Salts; salt++)
        {
            var call = entry.At(7 + 12 * (salt % 2), salt);
            using var bound = new BoundCall(call);
            check(call, bound, $"{name}, {salt}", faults);
        }
        var found = faults.OfType<string>().ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private static IEnumerable<(int Written, int Other)> Pairs(KernelCall call)
    {
        for (var i = 0; i < call.Arguments.Count; i++)
            for (var j = 0; j < call.Arguments.Count; j++)
                if (i != j && call.Arguments[i].Role != Role.Input && call.Arguments[i].Length > 0
                    && call.Arguments[j].Length > 0)
                    yield return (i, j);
    }

    private static string[] Names(KernelCall call) =>
        [.. call.Arguments.Select(static argument => argument.Name), .. call.Numbers.Select(static number => number.Name)];
}
