using System.Runtime.InteropServices;
using Spans.GuardProbe;

namespace Spans.Core.Tests.Kernels;

/// <summary>
/// A kernel call on one block of memory, in which arguments can be resized, set on each other and compared with what they were.
/// </summary>
internal sealed unsafe class BoundCall : IDisposable
{
    private const int Gap = 64;
    private readonly KernelCall _call;
    private readonly float* _block;
    private readonly int _length;

    internal BoundCall(KernelCall call)
    {
        _call = call;
        // Room at the end for the longest to lie on the last.
        _length = Gap + call.Arguments.Sum(static argument => argument.Length + 1 + Gap)
            + call.Arguments.Max(static argument => argument.Length);
        _block = (float*)NativeMemory.AlignedAlloc((nuint)_length * sizeof(float), 64);
        Reset();
    }

    /// <summary>Each argument in a place of its own, with its right length, numbers as they were described.</summary>
    internal void Reset()
    {
        for (var i = 0; i < _length; i++) _block[i] = Placement.Ordinary(i);
        var at = _block + Gap;
        for (var i = 0; i < _call.Arguments.Count; i++)
        {
            var argument = _call.Arguments[i];
            if (argument.Value is { } value)
                for (var j = 0; j < argument.Length; j++) at[j] = value(j);
            _call.Place(i, at, argument.Length);
            at += argument.Length + 1 + Gap;
        }
        for (var i = 0; i < _call.Numbers.Count; i++) _call.Set(i, _call.Numbers[i].Value);
    }

    /// <summary>Gives an argument another length, in its place.</summary>
    internal void Resize(int index, int length) => _call.Place(index, _call.Pointer(index), length);

    /// <summary>Puts an argument <paramref name="offset"/> floats into another.</summary>
    internal void Overlay(int index, int on, int offset) => _call.Place(index, _call.Pointer(on) + offset, _call.Length(index));

    /// <summary>All bytes.</summary>
    internal int[] Snapshot() => new ReadOnlySpan<int>(_block, _length).ToArray();

    /// <summary>What argument <paramref name="index"/> holds.</summary>
    internal float[] Values(int index) => new ReadOnlySpan<float>(_call.Pointer(index), _call.Length(index)).ToArray();

    /// <summary>Puts values into an argument's own place.</summary>
    internal void Fill(int index, float[] values) => values.CopyTo(new Span<float>(_call.Pointer(index), values.Length));

    /// <summary>Runs the call, which must be refused with an argument named and nothing written.</summary>
    /// <returns>What went otherwise, or null.</returns>
    internal string? Refusal(string what, params string[] names)
    {
        var before = Snapshot();
        var refusal = Record.Exception(_call.Run);
        if (refusal is not ArgumentException { ParamName: var name })
            return $"{what}: {refusal?.GetType().Name ?? "nothing"} instead of an ArgumentException. {refusal?.Message}";
        if (!names.Any(known => string.Equals(name, known, StringComparison.OrdinalIgnoreCase)
            || name?.StartsWith(known + "[", StringComparison.Ordinal) == true))
            return $"{what}: the message names '{name}', not {string.Join(" or ", names)}: {refusal.Message}";
        return before.AsSpan().SequenceEqual(Snapshot()) ? null : $"{what}: something was written before the refusal.";
    }

    public void Dispose() => NativeMemory.AlignedFree(_block);
}
