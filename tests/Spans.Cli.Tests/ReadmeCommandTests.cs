using System.Text.RegularExpressions;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>Every command and option that the README shows is one of the tool's.</summary>
public sealed partial class ReadmeCommandTests
{
    public static TheoryData<string> Commands
    {
        get
        {
            var commands = new TheoryData<string>();
            foreach (var line in string.Join('\n', Repository.ReadmeBlocks("")).Split('\n'))
                if (ToolCall().Match(line) is { Success: true } call) commands.Add(call.Groups["rest"].Value.Trim());
            return commands;
        }
    }

    [Fact]
    public void Readme_ShowsEveryCommand() => Assert.Superset(
        new HashSet<string> { "train", "evaluate", "predict", "inspect", "data" },
        Commands.Select(static row => row.Data.Split(' ')[0]).ToHashSet());

    [Theory, MemberData(nameof(Commands))]
    public void Command_Shown_TakesItsOptions(string command)
    {
        var help = Tool.Run(AppContext.BaseDirectory, command.Split(' ')[0], "--help").Ends(0).Output;
        foreach (var option in command.Split(' ').Where(static word => word.StartsWith("--", StringComparison.Ordinal)))
            Assert.Matches($@"(?<!\S){Regex.Escape(option)}(?![\w-])", help);
    }

    // `spans train …` or `dotnet run … --project src/Spans.Cli -- train …`
    [GeneratedRegex(@"^(spans|dotnet run .*--project src/Spans\.Cli --)\s+(?<rest>\S.*)$")]
    private static partial Regex ToolCall();
}
