namespace Spans.Threading;

/// <summary>
/// Work cut into parts that may run at the same time and in any order. A readonly struct: <see cref="Team.Run{T}"/> passes it by
/// value, so dispatch allocates nothing. Parts must not throw, and what a part computes must not depend on who runs it.
/// </summary>
public interface ITeamJob
{
    /// <summary>Runs part <paramref name="part"/> of <paramref name="parts"/>.</summary>
    void Execute(int part, int parts);
}
