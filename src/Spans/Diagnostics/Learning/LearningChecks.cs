using Spans.Diagnostics.Learning.Checks;

namespace Spans.Diagnostics.Learning;

/// <summary>Every check, causes before what they cause.</summary>
internal static class LearningChecks
{
    internal static IReadOnlyList<ILearningCheck> All { get; } =
    [
        new UnscaledInputs(), new UnscaledTargets(), new ConstantFeatures(), new LabelImbalance(), new LeakedRows(),
        new ConflictingLabels(),
        new SortedRows(), new DoubleSoftmax(), new RectifiedOutput(), new NoNonlinearity(), new SmallBatchNorm(),
        new StrongDropout(),
        new EqualWeights(), new StrongWeightDecay(), new ExplodingGradients(), new LearningRateTooHigh(), new InitialLoss(),
        new SaturatedUnits(),
        new DeadUnits(), new VanishingGradients(), new FrozenTensors(), new NonFiniteLoss(), new LearningRateTooLow(),
        new Overfitting(),
        new NotLearning(),
    ];

    /// <summary>What is found; what another finding explains is listed as its symptom.</summary>
    internal static IReadOnlyList<Finding> Look(LearningRecord record)
    {
        var found = new List<(ILearningCheck Check, Finding Finding)>();
        foreach (var check in All)
            if (check.Look(record) is var (evidence, suggestion))
                found.Add((check, new Finding { Name = check.Name, Evidence = evidence, Suggestion = suggestion }));
        var causes = new List<Finding>();
        var explained = new HashSet<string>();
        foreach (var (check, finding) in found)
        {
            if (explained.Contains(finding.Name)) continue;
            var symptoms = new List<Finding>();
            foreach (var (other, symptom) in found)
            {
                if (Array.IndexOf(check.Explains, other.Name) < 0 || other == check || !explained.Add(other.Name)) continue;
                symptoms.Add(symptom);
            }
            causes.Add(finding with { Symptoms = symptoms });
        }
        return causes;
    }
}
