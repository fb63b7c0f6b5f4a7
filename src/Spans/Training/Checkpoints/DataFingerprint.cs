using System.Security.Cryptography;
using CommunityToolkit.HighPerformance;
using Spans.Data;

namespace Spans.Training;

/// <summary>
/// SHA-256 of the rows that are trained on and validated with, in their order: what a checkpoint knows data by.
/// </summary>
/// <param name="Train">Of the training rows.</param>
/// <param name="Validation">Of the validation rows; null without.</param>
internal sealed record DataFingerprint(string Train, string? Validation)
{
    private DataView? _train;
    private DataView? _validation;

    /// <summary>The fingerprint of views; <paramref name="known"/> if it was taken of the same two.</summary>
    internal static DataFingerprint Of(DataView train, DataView? validation, DataFingerprint? known = null)
    {
        if (known?._train is not null && known._train == train && known._validation == validation) return known;
        return new DataFingerprint(Of(train), validation is null ? null : Of(validation))
        { _train = train, _validation = validation };
    }

    /// <summary>Throws unless <paramref name="given"/> is of the same rows.</summary>
    /// <exception cref="CheckpointException">It is not.</exception>
    internal void Require(DataFingerprint given)
    {
        if (given.Train != Train)
            throw new CheckpointException(
                "The checkpoint was made with other training rows than are given now: resume with the same data, in the same order.");
        if (given.Validation != Validation)
            throw new CheckpointException(
                "The checkpoint was made with other validation rows than are given now: resume with the same data, in the same order.");
    }

    private static string Of(DataView view)
    {
        var (data, rows) = (view.Data, view.Rows);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ReadOnlySpan<int> header =
            [rows.Count, data.InputShape.Elements, data.Units, data.Outputs, data.SampleWeights.Length == 0 ? 0 : 1];
        hash.AppendData(header.AsBytes());
        if (rows.IsRange) Append(hash, data, rows.First, rows.Count);
        else for (var i = 0; i < rows.Count; i++) Append(hash, data, rows[i], 1);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Dataset data, int first, int count)
    {
        var width = data.InputShape.Elements;
        hash.AppendData(data.Inputs.Slice(checked(first * width), checked(count * width)).AsBytes());
        if (data.IsClassification) hash.AppendData(data.Labels.Slice(first, count).AsBytes());
        hash.AppendData(data.Values.Slice(first * data.Units, count * data.Units).AsBytes());
        if (data.SampleWeights.Length != 0) hash.AppendData(data.SampleWeights.Slice(first, count).AsBytes());
    }
}
