using System.Globalization;
using System.Reflection;
using Spans.GuardProbe;
using Spans.GuardProbe.Cases;
using Spans.Kernels;
using Spans.Testing;

namespace Spans.Core.Tests.Kernels;

/// <summary>Nothing outside a span is read or written: each against a wall, in a process that one such access ends.</summary>
[Trait("Category", "Numeric")]
public sealed class GuardPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("kernels", 400_000)]
    [InlineData("layers", 20_000)]
    public void M2_EveryKernelAndLayer_AgainstWalls_StaysWithinItsSpans(string sweep, long least)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Guard pages need mmap.");
        var progress = _folder.File("progress");
        var (code, output, errors) = ChildProcess.Guard(sweep, progress);
        Assert.True(code == 0, $"{Progress.Read(progress)}: the process ended with {code}.\n{errors}");
        Assert.True(long.Parse(output, CultureInfo.InvariantCulture) >= least, $"Only {output.Trim()} runs were made.");
    }

    [Theory]
    [InlineData("fault-read")]
    [InlineData("fault-write")]
    [InlineData("fault-before")]
    [InlineData("fault-input")]
    public void M2_OneFloatTooFar_EndsTheProcess(string fault)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Guard pages need mmap.");
        var progress = _folder.File("progress");
        var (code, output, errors) = ChildProcess.Guard(fault, progress);
        Assert.Equal(134, code);
        Assert.Empty(output);
        Assert.Contains("AccessViolationException", errors, StringComparison.Ordinal);
        Assert.Contains("size 7, slack 0", Progress.Read(progress), StringComparison.Ordinal);
    }

    [Fact]
    public void M2_PublicKernels_AllHaveACase()
    {
        var kernels = typeof(MatMul).Assembly.GetExportedTypes()
            .Where(static type => type is { IsAbstract: true, IsSealed: true })
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(static method => method.GetParameters().Any(static parameter => IsSpan(parameter.ParameterType)))
            .Select(static method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct().ToArray();
        Assert.True(kernels.Length >= 35, $"Only {kernels.Length} public kernels were found.");
        Assert.Empty(kernels.Except(KernelCases.All.Select(static entry => entry.Kernel)));
    }

    private static bool IsSpan(Type type) =>
        type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(Span<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>));
}
