using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Spans.Diagnostics.TensorBoard;

/// <summary>
/// An event file as TensorBoard reads them: scalars, histograms and hyperparameters over steps. Records are appended whole and
/// flushed, so a crash loses at most the one being written. Once its buffers have grown to a run's size, writing allocates
/// nothing.
/// </summary>
/// <remarks>
/// Source: TensorFlow's <c>event.proto</c>, <c>summary.proto</c> and record format (length, masked CRC-32C, data, masked
/// CRC-32C). For one thread at a time.
/// </remarks>
public sealed class EventFile : IDisposable
{
    private static int s_files;
    private readonly FileStream _stream;
    private readonly TimeProvider _clock;
    private readonly MessageWriter _message = new();
    private readonly byte[] _frame = new byte[12];
    private readonly HistogramBuckets _buckets = new();

    /// <summary>Begins a new file in <paramref name="folder"/>, which is made if need be.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public EventFile(string folder, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{_clock.GetUtcNow().ToUnixTimeSeconds():D10}.spans.{Environment.ProcessId}.{Interlocked.Increment(ref s_files)}"));
        _stream = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Begin(0);
        _message.Text(3, "brain.Event:2");
        Append();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>One number at a step: a loss, an accuracy, a learning rate.</summary>
    /// <param name="tag">Its name; a part before a slash groups it: <c>loss/train</c>.</param>
    /// <param name="step">The step or epoch.</param>
    /// <param name="value">May be NaN or infinite.</param>
    public void Scalar(string tag, long step, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        Begin(step);
        _message.Open(5);
        _message.Open(1);
        _message.Text(1, tag);
        _message.Float(2, (float)value);
        _message.Close();
        _message.Close();
        Append();
    }

    /// <summary>
    /// How numbers are spread at a step: activations, weights, gradients. Those that are not finite are left out.
    /// </summary>
    /// <param name="tag">Its name: <c>weights/0.weight</c>.</param>
    /// <param name="step">The step or epoch.</param>
    /// <param name="values">Any number of them.</param>
    public void Histogram(string tag, long step, ReadOnlySpan<float> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        _buckets.Count(values);
        Begin(step);
        _message.Open(5);
        _message.Open(1);
        _message.Text(1, tag);
        _message.Open(5);
        _message.Double(1, _buckets.Least);
        _message.Double(2, _buckets.Greatest);
        _message.Double(3, _buckets.Number);
        _message.Double(4, _buckets.Sum);
        _message.Double(5, _buckets.SumOfSquares);
        _message.Doubles(6, _buckets.Limits);
        _message.Doubles(7, _buckets.Counts);
        _message.Close();
        _message.Close();
        _message.Close();
        Append();
    }

    /// <summary>
    /// Writes the fields of one event, a record of which <paramref name="write"/> makes everything but time and step.
    /// </summary>
    internal void Event(long step, Action<MessageWriter> write)
    {
        Begin(step);
        write(_message);
        Append();
    }

    /// <summary>Seconds since 1970, as events carry them.</summary>
    internal double Now => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private void Begin(long step)
    {
        _message.Clear();
        _message.Double(1, Now);
        _message.Integer(2, step);
    }

    private void Append()
    {
        var data = _message.Written;
        BinaryPrimitives.WriteInt64LittleEndian(_frame, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(_frame.AsSpan(8), Masked(_frame.AsSpan(0, 8)));
        _message.Frame(_frame, Masked(data));
        _stream.Write(_message.Record);
    }

    // CRC-32C (Castagnoli), rotated and shifted so that a CRC of data that holds CRCs is no special case.
    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= 8; data = data[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var b in data) crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8u;
    }
}
