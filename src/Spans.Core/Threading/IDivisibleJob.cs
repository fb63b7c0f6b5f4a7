namespace Spans.Threading;

/// <summary>
/// Work whose parts are rows of items of about the same size, in any order: a member that is done gets some of what another has
/// left. A readonly struct, as <see cref="ITeamJob"/>; what an item computes must not depend on who runs it.
/// </summary>
public interface IDivisibleJob
{
    /// <summary>The items of part <paramref name="part"/> of <paramref name="parts"/>.</summary>
    int Items(int part, int parts);

    /// <summary>Runs those items of part <paramref name="part"/> that <paramref name="portion"/> hands out.</summary>
    void Execute(int part, int parts, ref Portion portion);
}
