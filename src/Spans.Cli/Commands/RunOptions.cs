using System.CommandLine;
using Spans.Threading;

namespace Spans.Cli.Commands;

/// <summary>The options of every command that trains: <c>--seed</c>, <c>--threads</c> and <c>--json</c>.</summary>
/// <param name="threads">What the threads do.</param>
/// <param name="json">What is written with <c>--json</c>.</param>
internal sealed class RunOptions(string threads, string json)
{
    // More than eight help no network this tool makes.
    private const int MostByDefault = 8;

    private readonly Option<int> _seed = Checked.Integer("--seed", "Seed of everything random", 1, 0);
    private readonly Option<int> _threads = Checked.Integer(
        "--threads", $"{threads}; the result does not depend on it", Math.Min(Environment.ProcessorCount, MostByDefault), 1,
        Team.MaxMembers);

    private readonly Option<bool> _json = new("--json") { Description = $"{json}, on standard output" };

    internal void AddTo(Command command)
    {
        command.Add(_seed);
        command.Add(_threads);
        command.Add(_json);
    }

    internal ulong Seed(ParseResult parsed) => (ulong)parsed.GetValue(_seed);

    internal int Threads(ParseResult parsed) => parsed.GetValue(_threads);

    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);
}
