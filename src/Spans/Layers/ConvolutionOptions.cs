using System.Text.Json;

namespace Spans.Layers;

/// <summary>What a convolution does besides its filters and kernel. Each pair is (vertical, horizontal).</summary>
public sealed record ConvolutionOptions
{
    /// <summary>Input pixels between two output pixels. Default 1.</summary>
    public (int Y, int X) Stride { get; init; } = (1, 1);

    /// <summary>What is added around the image. Default nothing.</summary>
    public Padding Padding { get; init; }

    /// <summary>Input pixels between two of the kernel. Default 1.</summary>
    public (int Y, int X) Dilation { get; init; } = (1, 1);

    /// <summary>Independent slices of channels; as many as there are channels for a depthwise convolution. Default 1.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added to each filter. Default true.</summary>
    public bool UseBias { get; init; } = true;

    internal void Check()
    {
        if (Stride.Y < 1 || Stride.X < 1) Throw.OutOfRange(nameof(Stride), Stride, "one or more each way");
        if (Dilation.Y < 1 || Dilation.X < 1) Throw.OutOfRange(nameof(Dilation), Dilation, "one or more each way");
        Throw.IfNotPositive(Groups);
        Padding.Check();
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WritePair("stride", Stride);
        if (Padding.IsSame)
        {
            json.WriteString("padding", "same");
        }
        else
        {
            json.WriteStartArray("padding");
            json.WriteNumberValue(Padding.Top);
            json.WriteNumberValue(Padding.Bottom);
            json.WriteNumberValue(Padding.Left);
            json.WriteNumberValue(Padding.Right);
            json.WriteEndArray();
        }
        json.WritePair("dilation", Dilation);
        json.WriteNumber("groups", Groups);
        json.WriteBoolean("use_bias", UseBias);
    }

    internal static ConvolutionOptions Read(JsonFields fields) => new()
    {
        Stride = fields.Pair("stride", (1, 1)),
        Padding = fields.Has("padding") ? ReadPadding(fields) : Padding.None,
        Dilation = fields.Pair("dilation", (1, 1)),
        Groups = fields.Integer("groups", 1, int.MaxValue, 1),
        UseBias = fields.Boolean("use_bias", true),
    };

    // "same", "none", one number for all sides, or [top, bottom, left, right].
    private static Padding ReadPadding(JsonFields fields)
    {
        var element = fields.Element("padding");
        if (element.ValueKind == JsonValueKind.String)
        {
            return element.GetString() switch
            {
                "same" => Padding.Same,
                "none" => Padding.None,
                _ => throw new FormatException(
                    $"A padding is '{element.GetString()}' but must be same, none, a number or [top, bottom, left, right]."),
            };
        }
        if (element.ValueKind == JsonValueKind.Number) return Padding.Of(fields.Integer("padding", 0, int.MaxValue));
        var sides = fields.Array("padding", 4);
        Span<int> amounts = stackalloc int[4];
        for (var i = 0; i < 4; i++)
            if (sides.GetArrayLength() != 4 || !sides[i].TryGetInt32(out amounts[i]) || amounts[i] < 0)
                throw new FormatException("A padding in brackets must be four whole numbers, [top, bottom, left, right].");
        return new Padding(amounts[0], amounts[1], amounts[2], amounts[3]);
    }
}
