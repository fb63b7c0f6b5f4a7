using Spans.Memory;
using Spans.Random;
using Spans.Threading;

namespace Spans.Data;

/// <summary>
/// Cuts rows into batches, epoch after epoch: in the rows' order, or in a permutation that depends on seed and epoch alone.
/// The last batch of an epoch holds what is left, and is left out where that is too little for the network. Batches of
/// consecutive rows in order are slices of the data set; others are gathered into buffers rented at construction, images changed
/// on their way where augmentation is asked for. Allocates nothing per batch or epoch. For one thread at a time.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    // Sets this consumer's noise apart from that of layers, which count up from 0.
    private const uint OrderStream = 0xDA7A_0001;

    // 30 µs of interpolating on one thread: less is not worth waking anybody for.
    private const int FloatsWorthSharing = 1 << 14;

    private readonly Dataset _data;
    private readonly RowSet _rows;
    private readonly bool _shuffle;
    private readonly ulong _seed;
    private readonly Team _team;
    private readonly Augmentation _augmentation;
    private readonly int _minimumBatch;
    private readonly int _width;
    private readonly int[] _order = [];
    private readonly int[] _labels = [];
    private readonly Slice _inputs;
    private readonly Slice _values;
    private readonly Slice _weights;
    private readonly Slab? _slab;

    /// <summary>A loader that stands before the first batch of epoch 0.</summary>
    /// <param name="view">The rows, at least one.</param>
    /// <param name="batchSize">Rows in every batch but the last, one or more; more than there are rows gives one batch.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <param name="seed">The seed of those orders.</param>
    /// <param name="minimumBatch">
    /// The fewest rows of a batch: 2 for a network that takes a variance over rows. A last batch of fewer is left out.
    /// </param>
    /// <param name="team">The threads that share the copying; null for this one. What comes out does not depend on it.</param>
    /// <param name="augmentation">How images are changed, drawn from <paramref name="seed"/> for each epoch and row; null for not
    /// at all.</param>
    /// <exception cref="ArgumentException">
    /// The view is empty, <paramref name="batchSize"/> is not positive, no batch would have <paramref name="minimumBatch"/> rows,
    /// or the rows are no images that <paramref name="augmentation"/> fits.
    /// </exception>
    public BatchLoader(
        DataView view, int batchSize, bool shuffle = false, ulong seed = 0, int minimumBatch = 1, Team? team = null,
        Augmentation? augmentation = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        Throw.IfNotPositive(batchSize);
        if (view.Count == 0) Throw.Argument(nameof(view), "The view holds no rows but a loader needs at least one.");
        (_data, _rows, _shuffle, _seed) = (view.Data, view.Rows, shuffle, seed);
        _team = team ?? Team.Single;
        _augmentation = augmentation ?? Augmentation.None;
        _augmentation.CheckFits(_data.InputShape);
        _width = _data.InputShape.Elements;
        BatchSize = Math.Min(batchSize, view.Count);
        _minimumBatch = minimumBatch;
        if (BatchSize < minimumBatch)
            Throw.OutOfRange(nameof(batchSize), BatchSize,
                $"{minimumBatch} or more for this network, which takes a variance over the rows of a batch");
        if (!shuffle && _rows.IsRange && _augmentation.IsOff) return;

        var layout = new SlabLayout();
        _inputs = layout.Add((long)BatchSize * _width);
        _values = layout.Add((long)BatchSize * _data.Units);
        _weights = layout.Add(_data.SampleWeights.Length == 0 ? 0 : BatchSize);
        _slab = Slab.Rent(layout.Length);
        _order = new int[_rows.Count];
        _labels = new int[_data.IsClassification ? BatchSize : 0];
        BeginEpoch(0);
    }

    /// <summary>Rows in every batch but the last.</summary>
    public int BatchSize { get; }

    /// <summary>Rows in an epoch.</summary>
    public int Count => _rows.Count;

    /// <summary>Batches in an epoch.</summary>
    public int Batches => Count / BatchSize + (Count % BatchSize >= Math.Max(1, _minimumBatch) ? 1 : 0);

    /// <summary>The epoch under way.</summary>
    public int Epoch { get; private set; }

    /// <summary>Rows of the epoch already handed out. Set it to go on where an earlier run stopped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and <see cref="Count"/>.</exception>
    public int Position
    {
        get;
        set
        {
            if (value < 0 || value > Count) Throw.OutOfRange(nameof(Position), value, $"between 0 and {Count}");
            field = value;
        }
    }

    /// <summary>Goes before the first batch of an epoch, in that epoch's order.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    public void BeginEpoch(int epoch)
    {
        Throw.IfNegative(epoch);
        Epoch = epoch;
        Position = 0;
        if (_order.Length == 0) return;
        _rows.CopyTo(_order);
        if (_shuffle) RngFill.Shuffle(new Rng(_seed, (ulong)epoch, OrderStream), _order);
    }

    /// <summary>The next batch of the epoch; false when none is left.</summary>
    public bool Next(out Batch batch) => Next(Count, out batch);

    /// <summary>The next batch of the rows before <paramref name="end"/>.</summary>
    internal bool Next(int end, out Batch batch)
    {
        var first = Position;
        var count = Math.Min(BatchSize, end - first);
        if (count < Math.Max(1, _minimumBatch))
        {
            batch = default;
            return false;
        }
        batch = _slab is null ? Slice(first, count) : Gather(_slab.Span, first, count);
        Position = first + count;
        return true;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose() => _slab?.Dispose();

    private Batch Slice(int first, int count)
    {
        var row = _rows.First + first;
        return new Batch
        {
            Inputs = _data.Inputs.Slice(row * _width, count * _width),
            Labels = _data.IsClassification ? _data.Labels.Slice(row, count) : default,
            Values = _data.Values.Slice(row * _data.Units, count * _data.Units),
            SampleWeights = _data.SampleWeights.IsEmpty ? default : _data.SampleWeights.Slice(row, count),
            Count = count,
            FirstIndex = first,
        };
    }

    // Every row that is copied passes here: the one place where a row can be changed on its way.
    private Batch Gather(Span<float> buffer, int first, int count)
    {
        ReadOnlySpan<int> rows = _order.AsSpan(first, count);
        var inputs = _augmentation.IsOff ? Gather(_data.Inputs, rows, _width, _inputs.Of(buffer)) : Augment(buffer, first, count);
        var values = Gather(_data.Values, rows, _data.Units, _values.Of(buffer));
        var weights = Gather(_data.SampleWeights, rows, _weights.Length == 0 ? 0 : 1, _weights.Of(buffer));
        if (_data.IsClassification)
            for (var i = 0; i < rows.Length; i++) _labels[i] = _data.Labels[rows[i]];
        return new Batch
        {
            Inputs = inputs,
            Labels = _labels.AsSpan(0, _data.IsClassification ? count : 0),
            Values = values,
            SampleWeights = weights,
            Count = count,
            FirstIndex = first,
        };
    }

    private ReadOnlySpan<float> Augment(Span<float> buffer, int first, int count)
    {
        var floats = count * _width;
        _team.Run(new Augmenting(this, first, count), floats < FloatsWorthSharing ? 1 : _team.Members);
        return _inputs.Of(buffer)[..floats];
    }

    private ReadOnlySpan<float> Gather(ReadOnlySpan<float> source, ReadOnlySpan<int> rows, int width, Span<float> destination)
    {
        if (width == 0) return default;
        destination = destination[..(rows.Length * width)];
        Kernels.Gather.Rows(source, width, rows, destination, _team);
        return destination;
    }

    private readonly struct Augmenting(BatchLoader loader, int first, int count) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(count, part, parts);
            var buffer = loader._inputs.Of(loader._slab!.Span);
            for (var i = start; i < end; i++)
            {
                var row = loader._order[first + i];
                loader._augmentation.Apply(
                    loader._seed, loader.Epoch, row, loader._data.Row(row), buffer.Slice(i * loader._width, loader._width),
                    loader._data.InputShape);
            }
        }
    }
}
