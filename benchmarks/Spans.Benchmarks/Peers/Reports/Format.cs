using System.Globalization;

namespace Spans.Benchmarks.Peers.Reports;

/// <summary>Numbers as people read them: three digits and a unit.</summary>
internal static class Format
{
    private static readonly CultureInfo s_plain = CultureInfo.InvariantCulture;

    public static string Time(double nanoseconds)
    {
        var (value, unit) = Scaled(nanoseconds);
        return $"{Digits(value)} {unit}";
    }

    /// <summary>Both ends in the unit of the second.</summary>
    public static string Range(double least, double most)
    {
        var (value, unit) = Scaled(most);
        return $"{Digits(least * value / most)}–{Digits(value)} {unit}";
    }

    public static string Rate(Unit unit, double work, double nanoseconds) => unit switch
    {
        Unit.GigaFlops => $"{Digits(work / nanoseconds)} GFLOP/s",
        Unit.NanosecondsPerElement => $"{Digits(nanoseconds / work)} ns/element",
        Unit.GigabytesPerSecond => $"{Digits(work / nanoseconds)} GB/s",
        _ => "",
    };

    public static string Ratio(double? value) => value is { } v ? v.ToString(v < 10 ? "0.00" : "0.0", s_plain) : "";

    public static string Bytes(double? value) => value is { } v ? $"{Math.Round(v).ToString("0", s_plain)} B" : "";

    public static string Threads(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private static (double Value, string Unit) Scaled(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => (nanoseconds, "ns"),
        < 1e6 => (nanoseconds / 1e3, "µs"),
        < 1e9 => (nanoseconds / 1e6, "ms"),
        _ => (nanoseconds / 1e9, "s"),
    };

    private static string Digits(double value) => value.ToString(value switch
    {
        < 1 => "0.000",
        < 10 => "0.00",
        < 100 => "0.0",
        _ => "0",
    }, s_plain);
}
