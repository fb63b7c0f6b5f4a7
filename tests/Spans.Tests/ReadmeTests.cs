using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests;

/// <summary>What the README shows and names is there and works.</summary>
public sealed partial class ReadmeTests
{
    // What `dotnet new console` writes: nothing switched on or off.
    private const string RuntimeConfiguration =
        """{"runtimeOptions":{"tfm":"net10.0","framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"},"configProperties":{"System.Globalization.Invariant":true}}}""";

    private static readonly string[] s_libraries =
        ["Spans.dll", "Spans.Core.dll", "CommunityToolkit.HighPerformance.dll", "CsvHelper.dll", "System.Numerics.Tensors.dll"];

    [Fact]
    public void Example_CompiledAndRun_PrintsWhatItPromises()
    {
        using var folder = new TemporaryFolder();
        Compile(Repository.ReadmeBlocks("csharp")[0], folder.File("Example.dll"));
        folder.Write("Example.runtimeconfig.json", RuntimeConfiguration);
        foreach (var library in s_libraries) File.Copy(Path.Combine(AppContext.BaseDirectory, library), folder.File(library));
        // The runtime compiles hot code again in the background and allocates for that; on a busy machine it may do so after the
        // warm-up (1 run of 12 with 8 at once). What the example itself allocated would be there each time.
        var printed = Run(folder);
        for (var again = 0; again < 4 && printed.Groups["bytes"].Value != "0"; again++) printed = Run(folder);
        Assert.InRange(double.Parse(printed.Groups["percent"].Value, System.Globalization.CultureInfo.InvariantCulture), 90, 100);
        Assert.Equal("0", printed.Groups["bytes"].Value);
        using var saved = Network.Load(folder.File("digits.safetensors"));
        Assert.Equal(784 * 128 + 128 + 1280 + 10, saved.ParameterCount);
    }

    [Fact]
    public void Paths_Named_AreThere()
    {
        var paths = NamedPath().Matches(Repository.Readme).Select(static match => match.Groups["path"].Value).Distinct()
            .ToArray();
        Assert.Contains("src/ARCHITECTURE.md", paths);
        Assert.All(paths, static path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Fact]
    public void Links_InsideTheRepository_AreThere()
    {
        var links = Link().Matches(Repository.Readme).Select(static match => match.Groups["target"].Value)
            .Where(static target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'));
        Assert.All(links, static target => Assert.True(Path.Exists(Path.Combine(Repository.Root, target.Split('#')[0])), target));
    }

    private static Match Run(TemporaryFolder folder)
    {
        var (code, output, errors) = ChildProcess.Run(ChildProcess.Dotnet(folder.Path, "Example.dll"));
        Assert.True(code == 0, $"The example ended with {code}.\n{output}\n{errors}");
        var printed = Printed().Match(output);
        Assert.True(printed.Success, $"The example printed '{output}'.");
        return printed;
    }

    private static void Compile(string source, string path)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        const string ImplicitUsings = """
            global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic;
            global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
            """;
        var runtime = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static file => Path.GetFileName(file).StartsWith("System", StringComparison.Ordinal)
                || s_libraries.Contains(Path.GetFileName(file)));
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(source, options), CSharpSyntaxTree.ParseText(ImplicitUsings, options)],
            runtime.Select(static file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable));
        var faults = compilation.GetDiagnostics().Where(static fault => fault.Severity >= DiagnosticSeverity.Warning).ToArray();
        Assert.True(faults.Length == 0,
            $"The README's example does not compile cleanly:\n{string.Join('\n', faults.Select(static fault => fault.ToString()))}");
        Assert.True(compilation.Emit(path).Success);
    }

    [GeneratedRegex(@"^(?<percent>\d+\.\d) % right, (?<bytes>\S*) bytes a step\n$")]
    private static partial Regex Printed();

    // In backticks or after --project: a folder or file of the repository.
    [GeneratedRegex(@"(?<![\w/.])(?<path>(src|tests|benchmarks)(/[\w.\-]+)*)(?=[`\s,;:)])")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
