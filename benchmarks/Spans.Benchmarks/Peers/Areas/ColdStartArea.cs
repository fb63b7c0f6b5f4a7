namespace Spans.Benchmarks.Peers.Areas;

/// <summary>The second training step of a fresh process against its own steady state: network (a), Adam.</summary>
internal static class ColdStartArea
{
    /// <summary>The argument that makes this program the fresh process.</summary>
    public const string ChildVerb = "cold-step";

    public static IEnumerable<Question> Questions() => [];

    public static int RunChild() => 1;
}
