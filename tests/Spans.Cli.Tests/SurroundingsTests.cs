using System.Diagnostics;
using System.Text.RegularExpressions;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>Pipes, full devices, locales, no home and no colours: the tool works the same everywhere.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SurroundingsTests() => SampleFiles.Prices(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void C4_Train_ReaderThatLeaves_EndsQuietly()
    {
        var start = Tool.Start(
            _folder.Path, "train", "--data", "prices.csv", "--hidden", "4", "--epochs", "2000", "--output", "model.safetensors");
        using var process = Process.Start(start)!;
        Assert.NotNull(process.StandardOutput.ReadLine());
        process.StandardOutput.Close();
        var errors = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Empty(errors);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void C4_Tool_IntoHead_EndsQuietly()
    {
        Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--epochs", "1", "--output", "model.safetensors").Ends(0);
        foreach (var command in (string[])
            ["train --data prices.csv --epochs 300", "data --data prices.csv", "train --help",
                "predict model.safetensors --data prices.csv", "inspect model.safetensors"])
        {
            var result = Tool.Shell(_folder.Path, $"spans {command} | head -1").Ends(0);
            Assert.Single(result.Lines);
            Assert.Empty(result.Errors);
        }
    }

    [Theory]
    [InlineData("train --data prices.csv --epochs 2")]
    [InlineData("train --data prices.csv --epochs 2 --json")]
    [InlineData("data --data prices.csv")]
    [InlineData("train --help")]
    public void C4_Tool_OntoAFullDevice_FailsInOneLine(string command)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Did not run: there is no /dev/full.");
        Tool.Shell(_folder.Path, $"spans {command} > /dev/full").Refuses(1, "space");
    }

    [Theory]
    [InlineData("tr_TR.UTF-8")]
    [InlineData("de_DE.UTF-8")]
    public void C4_Train_InAnotherLocale_PrintsTheSame(string locale)
    {
        string[] command = ["train", "--data", "prices.csv", "--hidden", "4", "--epochs", "3", "--learning-rate", "0.01",
            "--activation", "silu", "--json"];
        (string, string?)[] environment =
            [("LC_ALL", locale), ("LANG", locale), ("LANGUAGE", locale[..2]), ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", null)];
        var here = Tool.Run(_folder.Path, command).Ends(0).LastObject;
        var there = Tool.RunWith(_folder.Path, environment, command).Ends(0).LastObject;
        foreach (var name in (string[])["train_loss", "test_rmse", "test_r2", "parameters"])
            Assert.Equal(here.GetProperty(name).GetRawText(), there.GetProperty(name).GetRawText());
        var plain = Tool.RunWith(_folder.Path, environment, [.. command[..^1]]).Ends(0);
        Assert.Matches(@"test loss \d+\.\d{4} rmse \d", plain.Output);
        Tool.RunWith(_folder.Path, environment, "train", "--learning-rate", "0,01").Refuses(2, "--learning-rate", "'0,01'");
    }

    [Fact]
    public void C4_Train_WithoutAHome_Works() => Tool.RunWith(
        _folder.Path, [("HOME", null), ("DOTNET_CLI_HOME", null), ("TERM", null)], "train", "--data", "prices.csv", "--epochs",
        "2").Ends(0);

    [Fact]
    public void C4_Train_Redirected_PrintsPlainLines()
    {
        var result = Tool.Run(_folder.Path, "train", "--data", "prices.csv", "--epochs", "3").Ends(0);
        Assert.DoesNotContain('\e', result.Output);
        Assert.Equal(3, result.Lines.Count(static line => line.StartsWith("epoch ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    [InlineData("TERM=dumb", false)]
    public void Train_OnATerminal_IsLiveUnlessTheUserSaysOtherwise(string setting, bool live)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"),
            "Did not run: there is no /usr/bin/script to make a terminal.");
        var command = $"{ChildProcess.DotnetPath} {Tool.Assembly} train --data prices.csv --epochs 3";
        var line = $"unset NO_COLOR CI; export TERM=xterm-256color {setting}; script -qec '{command}' /dev/null";
        var result = Tool.Shell(_folder.Path, line).Ends(0);
        Assert.Equal(live, Regex.IsMatch(result.Output, @"\e\[[0-9;]*[mAK]"));
        Assert.Contains("stopped: all 3 epochs were run", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tool_Help_NamesEveryCommand()
    {
        var help = Tool.Run(_folder.Path, "--help").Ends(0).Output;
        foreach (var command in (string[])["train", "evaluate", "predict", "inspect", "verify", "data"])
        {
            Assert.Contains(command, help, StringComparison.Ordinal);
            Assert.Contains("--help", Tool.Run(_folder.Path, command, "--help").Ends(0).Output, StringComparison.Ordinal);
        }
    }
}
