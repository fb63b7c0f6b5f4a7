using System.CommandLine;

namespace Spans.Cli.Lab;

/// <summary>A claim of the textbooks, tried out. One file each, and one line in <see cref="LabCatalogue"/>.</summary>
internal interface IExperiment
{
    /// <summary>The word after <c>spans lab</c>.</summary>
    string Name { get; }

    /// <summary>The claim in one line, for the help and the list.</summary>
    string Summary { get; }

    /// <summary>
    /// Its own options, beside <c>--seed</c>, <c>--threads</c>, <c>--json</c> and <c>--csv</c>, which all experiments have.
    /// </summary>
    IReadOnlyList<Option> Options => [];

    /// <summary>Runs it; the same arguments give the same report but for measured times.</summary>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    LabReport Run(LabArguments arguments);
}
