namespace Spans.Benchmarks.Peers.Areas;

/// <summary>Every question of the comparison.</summary>
internal static class Programme
{
    public static IEnumerable<Question> All() =>
    [
        .. GemmArea.Questions(), .. GemvArea.Questions(), .. StepArea.Questions(), .. ConvolutionArea.Questions(),
        .. OptimizerArea.Questions(),
        .. ElementwiseArea.Questions(), .. LatencyArea.Questions(), .. EpochArea.Questions(), .. ColdStartArea.Questions(),
        .. TeamArea.Questions(),
    ];

    public static IEnumerable<string> Areas() => All().Select(q => q.Area).Distinct();
}
