using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spans.Threading;

/// <summary>
/// The items of a part that a member has before it. Between two items it looks whether another member, done with its own, asks
/// for some, and gives that one the last half: one look at a line of its own cache an item, and nothing else, while nobody asks.
/// </summary>
/// <remarks>
/// <code>
/// for (; portion.Next &lt; portion.End; portion.Advance()) … item portion.Next …
/// </code>
/// </remarks>
public ref struct Portion
{
    private readonly ref Desk _desk;
    private readonly Team? _team;
    private readonly uint _epoch;
    private readonly int _part;

    internal Portion(Team team, ref Desk desk, uint epoch, int part, int next, int end)
    {
        _desk = ref desk;
        (_team, _epoch, _part, Next, End) = (team, epoch, part, next, end);
    }

    /// <summary>The items from <paramref name="next"/> to <paramref name="end"/>, all for the one who runs them.</summary>
    public Portion(int next, int end) => (Next, End) = (next, end);

    /// <summary>The item to run.</summary>
    public int Next { get; private set; }

    /// <summary>One past the last item, as long as nobody asks.</summary>
    public int End { get; private set; }

    /// <summary>Ends item <see cref="Next"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance()
    {
        Next++;
        if (_team != null && Volatile.Read(ref _desk.Ask) != Desk.Nobody) Answer();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Answer() => End = _team!.Give(ref _desk, _epoch, _part, Next, End);
}

/// <summary>
/// Where a member is asked for items, and where it finds those it asked for, each on a pair of cache lines of its own.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct Desk
{
    /// <summary>Nobody asks.</summary>
    public const ulong Nobody = 0;

    /// <summary>The member has no items to give.</summary>
    public const ulong Closed = ulong.MaxValue;

    /// <summary><see cref="Nobody"/>, <see cref="Closed"/>, or who asks: the epoch in the high half, the number of the member and
    /// one in the low half.</summary>
    [FieldOffset(128)] public ulong Ask;

    /// <summary>Whether the answer has come.</summary>
    [FieldOffset(256)] public bool Answered;

    /// <summary>The part that the items given are of.</summary>
    [FieldOffset(260)] public int Part;

    /// <summary>The first item given.</summary>
    [FieldOffset(264)] public int Start;

    /// <summary>One past the last; the first, where nothing was given.</summary>
    [FieldOffset(268)] public int End;
}
