using Spans.Testing;

namespace Spans.Tests.Losses;

[Trait("Category", "Numeric")]
public sealed class LossGoldenTests
{
    private static readonly Dictionary<string, GoldenCase> s_cases = Golden.Read("losses").ToDictionary(@case => @case.Name);

    public static TheoryData<string> Cases => new(Golden.Names("losses"));

    [Theory]
    [MemberData(nameof(Cases))]
    public void N2_Evaluate_GoldenCase_AgreesWithPyTorch(string name)
    {
        var golden = s_cases[name];
        var loss = LossCase.Parse(golden.Text("loss"));
        var batch = LossCase.Of(golden);
        Tolerance.Loss.Check(golden.Number("value"), batch.Evaluate(loss, out var gradient), "value");
        Tolerance.Loss.Check(golden.Doubles("gradient"), gradient, "gradient");
        Tolerance.Exact.Check(batch.Evaluate(loss, out _), batch.Value(loss), "value without gradient");
    }
}
