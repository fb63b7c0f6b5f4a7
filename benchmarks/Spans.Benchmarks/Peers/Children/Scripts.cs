namespace Spans.Benchmarks.Peers.Children;

/// <summary>The peers' own programs, copied beside this one.</summary>
internal static class Scripts
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Peers", "Scripts", name);
}
