namespace Spans.GuardProbe.Cases;

/// <summary>At least one call of every public kernel, at every size.</summary>
internal static class KernelCases
{
    /// <summary>All cases.</summary>
    internal static IReadOnlyList<KernelCase> All { get; } =
    [
        .. MatrixCases.All, .. SymmetricCases.All, .. ElementCases.All, .. SumCases.All, .. NormCases.All, .. RowCases.All,
        .. ConvolutionCases.All, .. PoolingCases.All,
        .. ImageCases.All, .. NoiseCases.All, .. LossCases.All, .. OptimizerCases.All,
    ];

    /// <summary>A number between <paramref name="least"/> and <paramref name="most"/> that size and salt decide.</summary>
    internal static int Pick(int n, int salt, int stream, int least, int most)
    {
        var word = (uint)n * 2654435761u + (uint)salt * 40503u * 65537u + (uint)stream * 2246822519u;
        word = (word ^ (word >> 15)) * 2246822519u;
        word = (word ^ (word >> 13)) * 3266489917u;
        return least + (int)((word ^ (word >> 16)) % (uint)(most - least + 1));
    }
}
