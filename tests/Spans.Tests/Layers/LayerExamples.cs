using Spans.Chains;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Tests.Layers;

/// <summary>Every example of the catalogue, by a name that tests can print.</summary>
internal static class LayerExamples
{
    private static readonly Dictionary<string, LayerExample> s_all = (
        from entry in LayerCatalogue.All
        from example in entry.Examples.Index()
        select (Name: $"{entry.Name} {example.Index} {example.Item.Input}", example.Item))
            .ToDictionary(pair => pair.Name, pair => pair.Item);

    internal static IEnumerable<string> Names => s_all.Keys;

    internal static (ILayer Layer, Shape Input) Get(string name) => (s_all[name].Layer, s_all[name].Input);
}
