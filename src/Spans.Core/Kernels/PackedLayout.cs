using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// How b[k, n] is packed for prediction, from its shape alone. Few columns: bᵀ, rows filled to whole registers, for sums with the
/// lanes along k. Else panels of up to 128 columns one after the other, each row of a panel dense, the last panel as wide as it
/// needs.
/// </summary>
internal readonly struct PackedLayout
{
    private const int MaxPanel = 8 * Packing.Granularity;

    /// <summary>The layout of b[k, n].</summary>
    public PackedLayout(int k, int n)
    {
        K = k;
        N = n;
        IsTransposed = n <= Packing.Granularity && k >= 2 * Packing.Granularity;
        var width = Packing.Whole(n);
        var panels = (width + MaxPanel - 1) / MaxPanel;
        // Even panels of an even number of registers: a tile is two wide.
        PanelWidth = panels <= 1 ? Math.Max(width, Packing.Granularity)
            : (width / Packing.Granularity + 2 * panels - 1) / (2 * panels) * 2 * Packing.Granularity;
        Chains = GemvDriver.Chains(PanelWidth);
    }

    /// <summary>Rows of b.</summary>
    public int K { get; }

    /// <summary>Columns of b.</summary>
    public int N { get; }

    /// <summary>Whether the packed matrix is bᵀ.</summary>
    public bool IsTransposed { get; }

    /// <summary>Columns of every panel but the last.</summary>
    public int PanelWidth { get; }

    /// <summary>The chains of every sum: what one row needs decides for all.</summary>
    public int Chains { get; }

    /// <summary>Floats of the packed matrix.</summary>
    public long Length => IsTransposed ? (long)N * Packing.Whole(K) : (long)K * Packing.Whole(N);

    /// <summary>
    /// Whether a row finds the matrix in the second cache rather than the first (64 to 512 KiB), where asking ahead pays; from
    /// 640 on it costs a tenth, and calls take turns (<see cref="CacheTurn"/>).
    /// </summary>
    public bool LooksAhead<V>() where V : struct, ILanes<V> =>
        V.Count == Packing.Granularity && Chains == 1 && !IsTransposed && Length is >= 16 << 10 and < CacheTurn.FewestFloats;

    /// <summary>The first column of the panel that holds column <paramref name="j"/>.</summary>
    public int PanelOf(int j) => j == 0 ? 0 : j - j % PanelWidth;

    /// <summary>Columns of the panel that starts at column <paramref name="start"/>, filling included.</summary>
    public int WidthAt(int start) => Math.Min(PanelWidth, Packing.Whole(N) - start);
}
