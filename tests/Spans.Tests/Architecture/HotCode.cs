using System.Text.RegularExpressions;

namespace Spans.Tests.Architecture;

/// <summary>The code that runs in every step, and what it may not contain because it would allocate or hide a call.</summary>
internal static partial class HotCode
{
    private static readonly string[] s_rooms = ["Kernels", "Lanes", "Activations", "Losses", "Optimizers"];
    private static readonly string[] s_passes =
        ["Chain", "ForwardPass", "BackwardPass", "PassContext", "IPassObserver", "BodyObserver"];

    /// <summary>Hot code by file: whole kernels, formulas, losses and update rules; of layers the two passes.</summary>
    internal static IEnumerable<(SourceFile File, string Code)> Of(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            if (file.Room is "Layers" && !IsCatalogue(file))
            {
                foreach (var body in file.Bodies("Forward").Concat(file.Bodies("Backward"))) yield return (file, body);
            }
            else if (
                (s_rooms.Contains(file.Room) && !IsCatalogue(file)) || (file.Room is "Chains" && s_passes.Contains(file.Name)))
            {
                yield return (file, file.Code);
            }
        }
    }

    /// <summary>What is forbidden and there.</summary>
    internal static IEnumerable<string> Violations(IEnumerable<SourceFile> files)
    {
        foreach (var (file, code) in Of(files))
        {
            foreach (Match match in Forbidden().Matches(code))
                yield return $"{file.At(file.Code.IndexOf(code, StringComparison.Ordinal) + match.Index)}: {match.Value.Trim()}";
        }
    }

    // Catalogues name their family once at start-up; what they make is hot, they are not.
    private static bool IsCatalogue(SourceFile file) => CatalogueName().IsMatch(file.Name);

    [GeneratedRegex("(Catalogue|Entry|Options)$")]
    private static partial Regex CatalogueName();

    // LINQ, tasks, delegates and lambdas, arrays and collections, boxing by object, iterators. stackalloc and spans are welcome.
    [GeneratedRegex("""
        \bSystem\.Linq\b|\b(?:async|await|yield|delegate(?!\s*\*)|lock|params)\b|\b(?:Task|ValueTask|Parallel|ThreadPool|Thread)\b[.<(]|
        \b(?:Func|Action|Predicate|Comparison)\b\s*[<(]|
        (?:[(,]|=(?!>))\ *(?:static\ +)?(?:[a-z_]\w*|\([^()\n]*\))\ *=>|
        (?<!stackalloc\ )\bnew\s+[\w.]+(?:<[^<>]*>)?\s*\[[^\]]|\bnew\s*\[|(?<!stackalloc\s*)(?:=|=>|\(|,|return)\s*\[(?!\w+\(?[^\]]*\]\s*(?:internal|private|public|static))[^\]\n]*\]\s*[;,)]|
        \bnew\s+(?:List|Dictionary|HashSet|Queue|Stack|StringBuilder)\b|\bobject\b|\bdynamic\b|
        \.(?:ToArray|ToList|ToString)\(
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Forbidden();
}
