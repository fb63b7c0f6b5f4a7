using System.Globalization;
using Spans.Training;

namespace Spans.Cli.Presentation;

/// <summary>What a file that is whole holds, in two or three lines.</summary>
internal static class VerifiedText
{
    internal static void Write(TextWriter output, string path, VerifiedFile file)
    {
        output.WriteLine($"{Failure.OneLine(path)}: {Kind(file)}");
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"structure right: {file.Tensors} tensors, {file.Bytes} bytes"));
        output.WriteLine(file.Digest is { } digest ? $"checksum right: sha256 {digest}"
            : "no checksum: damage within the numbers would not show");
    }

    private static string Kind(VerifiedFile file) => file switch
    {
        { Steps: { } steps, EpochsDone: { } epochs } => string.Create(CultureInfo.InvariantCulture,
            $"a checkpoint after {epochs} epochs and {steps} steps, of a network of {file.Parameters} parameters"),
        { Steps: { } steps } => string.Create(
            CultureInfo.InvariantCulture, $"a checkpoint after {steps} steps, of a network of {file.Parameters} parameters"),
        { Parameters: { } parameters } => string.Create(CultureInfo.InvariantCulture, $"a model of {parameters} parameters"),
        _ => "safetensors, not made by Spans",
    };
}
