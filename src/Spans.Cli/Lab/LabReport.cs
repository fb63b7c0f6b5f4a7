using Spans.Cli.Lab.Exhibits;

namespace Spans.Cli.Lab;

/// <summary>What an experiment found.</summary>
/// <param name="Title">What was done, in one line.</param>
/// <param name="Exhibits">Tables and pictures, in the order they are shown.</param>
/// <param name="Findings">What follows from them.</param>
internal sealed record LabReport(string Title, IReadOnlyList<IExhibit> Exhibits, IReadOnlyList<Finding> Findings);

/// <summary>A claim and whether the numbers bear it out.</summary>
/// <param name="Claim">As a textbook would say it.</param>
/// <param name="Holds">Whether it held in this run.</param>
/// <param name="Measured">The numbers it was judged by.</param>
internal sealed record Finding(string Claim, bool Holds, string Measured);
