using System.Text.Json;
using Spans.Chains;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>The window of a pooling layer. Each pair is (vertical, horizontal).</summary>
public sealed record PoolWindow
{
    internal PoolWindow((int Y, int X) size, (int Y, int X)? stride, (int Y, int X) padding)
    {
        if (size.Y < 1 || size.X < 1) Throw.OutOfRange("window", size, "one or more each way");
        if (stride is { } given && (given.Y < 1 || given.X < 1)) Throw.OutOfRange(nameof(stride), given, "one or more each way");
        if (padding.Y < 0 || padding.X < 0 || padding.Y > size.Y / 2 || padding.X > size.X / 2)
            Throw.OutOfRange(nameof(padding), padding, "between 0 and half the window each way");
        Size = size;
        Stride = stride ?? size;
        Padding = padding;
    }

    /// <summary>Rows and columns of the window.</summary>
    public (int Y, int X) Size { get; }

    /// <summary>Rows and columns between windows.</summary>
    public (int Y, int X) Stride { get; }

    /// <summary>Rows and columns around the image.</summary>
    public (int Y, int X) Padding { get; }

    /// <summary>Whether it is the two-by-two window that halves both sides.</summary>
    internal bool Halves => Size == (2, 2) && Stride == (2, 2) && Padding == (0, 0);

    internal Shape Output(Shape input)
    {
        if (input.Rank != 3) throw new ShapeException("needs an input of shape [channels, height, width]");
        var geometry = Geometry(input);
        try
        {
            geometry.Check();
        }
        catch (ArgumentException e)
        {
            throw new ShapeException($"has a window {Size} that does not fit", e);
        }
        return [geometry.Channels, geometry.OutputHeight, geometry.OutputWidth];
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WritePair("window", Size);
        json.WritePair("stride", Stride);
        json.WritePair("padding", Padding);
    }

    internal PoolingShape Geometry(Shape input) => new()
    {
        Channels = input[0],
        Height = input[1],
        Width = input[2],
        WindowHeight = Size.Y,
        WindowWidth = Size.X,
        StrideY = Stride.Y,
        StrideX = Stride.X,
        PadY = Padding.Y,
        PadX = Padding.X,
    };
}

/// <summary>A pooling layer with a window.</summary>
public interface IPool2D : ILayer
{
    /// <summary>Its window, stride and padding.</summary>
    PoolWindow Window { get; }
}
