using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Spans.Benchmarks;

/// <summary>A benchmark class that knows how many bytes its operation has to move at the least.</summary>
public interface IMovesBytes
{
    /// <summary>Each span read once and written once.</summary>
    double BytesMoved { get; }
}

/// <summary>Shows the bandwidth of an <see cref="IMovesBytes"/>: ideal bytes over the mean time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GigabytesColumnAttribute() : ColumnConfigBaseAttribute(new GigabytesColumn());

internal sealed class GigabytesColumn : IColumn
{
    public string Id => nameof(GigabytesColumn);

    public string ColumnName => "GB/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Ideal bytes (each span read once and written once) over the mean time";

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics) return "-";
        var instance = (IMovesBytes)Activator.CreateInstance(benchmarkCase.Descriptor.Type)!;
        foreach (var parameter in benchmarkCase.Parameters.Items)
            benchmarkCase.Descriptor.Type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        return (instance.BytesMoved / statistics.Mean).ToString("0.0", CultureInfo.InvariantCulture);
    }
}
