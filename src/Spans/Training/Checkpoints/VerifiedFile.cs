using Spans.Networks;

namespace Spans.Training;

/// <summary>What a safetensors file that is whole holds.</summary>
public sealed record VerifiedFile
{
    /// <summary>The file's length.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its tensors.</summary>
    public required int Tensors { get; init; }

    /// <summary>The SHA-256 it carries, which is right; null for a foreign file, which carries none.</summary>
    public string? Digest { get; init; }

    /// <summary>The parameters of its network; null for a foreign file.</summary>
    public long? Parameters { get; init; }

    /// <summary>Steps of its training; null if it is no checkpoint.</summary>
    public long? Steps { get; init; }

    /// <summary>Finished epochs of its training; null if it is no checkpoint, or not one made by Fit.</summary>
    public int? EpochsDone { get; init; }

    /// <summary>
    /// Reads a whole file and checks its structure, its checksum, that its network can be built and that its tensors fit it.
    /// </summary>
    /// <exception cref="ModelFileException">Something is wrong; the message names the file and what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static VerifiedFile Of(string path) => ModelFile.Explained(path, static path =>
    {
        var reader = ModelFile.OpenAny(path, out var bytes);
        var file = new VerifiedFile { Bytes = bytes, Tensors = reader.Tensors.Count };
        if (!ModelFile.IsOurs(reader)) return file;
        using var network = ModelFile.Load(reader);
        file = file with { Digest = reader.Metadata[SafeTensorsWriter.DigestName], Parameters = network.ParameterCount };
        if (!reader.Metadata.ContainsKey(ModelFile.TrainingName)) return file;
        var (steps, epochs) = CheckpointFile.Place(reader);
        return file with { Steps = steps, EpochsDone = epochs };
    }, "a file");
}
