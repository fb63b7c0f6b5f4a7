using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace Spans.Benchmarks.Peers;

/// <summary>What the numbers were measured on.</summary>
public sealed record Machine
{
    public required string Cpu { get; init; }
    public required int Cores { get; init; }
    public required string InstructionSet { get; init; }
    public required string OperatingSystem { get; init; }

    /// <summary>The folder its results go to: <c>amd-epyc-zen5-avx512</c>.</summary>
    public required string Slug { get; init; }

    public static Machine Here()
    {
        var facts = CpuFacts();
        var model = facts.GetValueOrDefault("model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var zen = Zen(facts);
        var name = zen is null || model.Contains(zen, StringComparison.OrdinalIgnoreCase) ? model : $"{model} {zen}";
        var set = Instructions();
        return new Machine
        {
            Cpu = name, Cores = Environment.ProcessorCount, InstructionSet = set,
            OperatingSystem = RuntimeInformation.OSDescription, Slug = Dashed($"{name} {set}"),
        };
    }

    private static string Instructions() =>
        Vector512.IsHardwareAccelerated ? "AVX512" : Avx2.IsSupported ? "AVX2" : AdvSimd.IsSupported ? "NEON" : "scalar";

    // Virtual machines hide the model's number; the family still tells the core.
    private static string? Zen(Dictionary<string, string> facts)
    {
        if (facts.GetValueOrDefault("vendor_id") != "AuthenticAMD") return null;
        return facts.GetValueOrDefault("cpu family") switch
        {
            "26" => "Zen5",
            "25" => Avx512F.IsSupported ? "Zen4" : "Zen3",
            "23" => "Zen2",
            _ => null,
        };
    }

    private static Dictionary<string, string> CpuFacts()
    {
        var facts = new Dictionary<string, string>();
        if (!File.Exists("/proc/cpuinfo")) return facts;
        foreach (var line in File.ReadLines("/proc/cpuinfo"))
        {
            if (line.Length == 0) break;
            var colon = line.IndexOf(':');
            if (colon > 0) facts[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
        return facts;
    }

    private static string Dashed(string text)
    {
        var plain = Regex.Replace(text.ToLower(CultureInfo.InvariantCulture), @"\((r|tm)\)|processor|cpu|@.*?ghz|\d+-core", " ");
        return Regex.Replace(plain, "[^a-z0-9]+", "-").Trim('-');
    }
}
