using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Work on one plane of a batch, independent of the others. A readonly struct.</summary>
internal interface IPlaneJob
{
    /// <summary>Does plane <paramref name="plane"/>, counted through samples and channels.</summary>
    void Execute(int plane);
}

/// <summary>Shares planes over a team.</summary>
internal static class PlaneSweep
{
    private const int WorthwhilePart = 1 << 15;

    /// <summary>Runs <paramref name="job"/> on every plane.</summary>
    /// <param name="job">The work.</param>
    /// <param name="planes">Samples times channels.</param>
    /// <param name="planeLength">Floats a plane touches.</param>
    /// <param name="team">Shares the planes where that pays.</param>
    public static void Run<T>(T job, int planes, int planeLength, Team team) where T : struct, IPlaneJob
    {
        if (planes == 0) return;
        var parts = (int)Math.Clamp((long)planes * planeLength / WorthwhilePart, 1, Math.Min(team.Members, planes));
        team.Run(new Planes<T>(job, planes), parts);
    }

    private readonly struct Planes<T>(T job, int planes) : ITeamJob where T : struct, IPlaneJob
    {
        private readonly T _job = job;

        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(planes, part, parts);
            for (var plane = start; plane < end; plane++) _job.Execute(plane);
        }
    }
}
