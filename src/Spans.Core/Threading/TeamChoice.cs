using System.Runtime.CompilerServices;

namespace Spans.Threading;

/// <summary>
/// Whether work that repeats, such as a training step, is shared by a team or done by its caller alone: whichever took less time
/// when both were last tried. Sharing small steps pays while two cores are near each other and costs while they are far apart or
/// one is taken by others, which changes within a run. Kernels give the same bits to any team, so only the time depends on the
/// choice.
/// </summary>
/// <remarks>
/// <code>
/// var team = choice.Begin(rows);
/// … the piece of work, on that team …
/// choice.End();
/// </code>
/// A trial runs pieces in four blocks, alone, shared, alone, shared; a side wins if it was 2 % faster in both rounds, else all
/// stays as it is. The time that the slower side cost is 0.3 % of the time until the next trial. Between trials nothing is
/// measured. For one thread.
/// </remarks>
public sealed class TeamChoice
{
    /// <summary>Pieces before the first trial, on the team, and the fewest between two.</summary>
    internal const int FewestPieces = 64;

    private const int Blocks = 4;
    private const double CostShare = 0.003;
    private const double Margin = 0.98;

    private readonly Team _team;
    private readonly Team _single = Team.Single;
    private readonly TimeProvider _clock;
    // A block's first pieces wake parked workers (70 µs) and move data between caches; then come those that count.
    private readonly long _blockTicks;
    private readonly double _switchTicks;
    private readonly double _readTicks;
    private readonly double[] _means = new double[Blocks];
    private readonly int[] _pieces = new int[Blocks];
    private int _block = -1;
    private long _elapsed;
    private int _counted;
    private bool _leads;
    private int _untilTrial = FewestPieces;
    private int _size;
    private long _start;
    private bool _timing;

    /// <summary>Chooses between <paramref name="team"/>, at first, and <see cref="Team.Single"/>.</summary>
    /// <param name="team">Alone it stays where it has no workers.</param>
    /// <param name="clock">What measures; the system's by default.</param>
    public TeamChoice(Team team, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        _team = team;
        _clock = clock ?? TimeProvider.System;
        var second = (double)_clock.TimestampFrequency;
        _blockTicks = (long)(150e-6 * second);
        _switchTicks = 20e-6 * second;
        _readTicks = 50e-9 * second;
        IsShared = team.Workers > 0;
    }

    /// <summary>Whether pieces are shared outside trials.</summary>
    public bool IsShared { get; private set; }

    /// <summary>Whether it compares at present.</summary>
    internal bool IsInTrial => _block >= 0;

    /// <summary>The team for the next piece.</summary>
    /// <param name="size">What the piece's time grows with, such as its rows: only pieces of the same size are compared.</param>
    // Compiled once: what compiles a method again after its 30th call, here minutes into a run, may allocate.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Team Begin(int size)
    {
        _timing = false;
        if (_team.Workers == 0) return _single;
        if (_block < 0)
        {
            _size = Math.Max(_size, size);
            _untilTrial--;
            if (_untilTrial > 0 || size != _size) return InForce;
            BeginBlock(0);
        }
        else if (size != _size)
        {
            // Pieces of the size it compares have ceased to come: later, then, with others.
            if (++_untilTrial > FewestPieces) Wait(FewestPieces);
            return InForce;
        }
        _timing = true;
        _untilTrial = 0;
        _start = _clock.GetTimestamp();
        return _block % 2 == 0 ? _single : _team;
    }

    /// <summary>Notes that the piece begun last is done. One that ended otherwise, by an exception, is not counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void End()
    {
        if (!_timing) return;
        _timing = false;
        _elapsed += _clock.GetTimestamp() - _start;
        _pieces[_block]++;
        if (!_leads) _counted++;
        if (_elapsed < _blockTicks) return;
        if (_leads)
        {
            (_leads, _elapsed) = (false, 0);
            return;
        }
        _means[_block] = (double)_elapsed / _counted;
        if (_block + 1 < Blocks) BeginBlock(_block + 1);
        else Decide();
    }

    private Team InForce => IsShared ? _team : _single;

    private void BeginBlock(int block) => (_block, _pieces[block], _leads, _elapsed, _counted) = (block, 0, true, 0, 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decide()
    {
        // A block that others disturbed decides nothing: the sides must agree twice.
        if (_means[1] < Margin * _means[0] && _means[3] < Margin * _means[2]) IsShared = true;
        else if (_means[0] < Margin * _means[1] && _means[2] < Margin * _means[3]) IsShared = false;
        double alone = Math.Min(_means[0], _means[2]), shared = Math.Min(_means[1], _means[3]);
        var better = Math.Min(alone, shared);
        var cost = _switchTicks + (_pieces[0] + _pieces[2]) * (alone - better + _readTicks) + (_pieces[1] + _pieces[3])
            * (shared - better + _readTicks);
        Wait((int)Math.Clamp(cost / CostShare / Math.Max(better, 1), FewestPieces, int.MaxValue));
    }

    private void Wait(int pieces) => (_block, _untilTrial, _size) = (-1, pieces, 0);
}
