using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Layers;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;

namespace Spans.Tests.Architecture;

/// <summary>What is not in its catalogue reaches no file, no command line, no battery and no benchmark.</summary>
public class CatalogueTests
{
    [Fact]
    public void EveryActivation_IsInItsCatalogue() => Complete<IActivation>(ActivationCatalogue.All);

    [Fact]
    public void EveryLayer_IsInItsCatalogue() =>
        Complete<ILayer>(LayerCatalogue.All.SelectMany(entry => entry.Examples).Select(example => example.Layer));

    [Fact]
    public void EveryLoss_IsInItsCatalogue() => Complete<ILoss>(LossCatalogue.All.Select(entry => entry.Example));

    [Fact]
    public void EveryOptimizer_IsInItsCatalogue() => Complete<IOptimizer>(OptimizerCatalogue.All);

    [Fact]
    public void EverySchedule_IsInItsCatalogue() => Complete<ISchedule>(ScheduleCatalogue.All);

    [Fact]
    public void EveryInitializer_IsInItsCatalogue() => Complete<IInitializer>(InitializerCatalogue.All);

    [Fact]
    public void EveryMinimizer_IsInItsCatalogue() => Complete<IMinimizer>(MinimizerCatalogue.All);

    [Fact]
    public void Missing_OfATypeThatIsNotListed_IsFound() =>
        Assert.Contains(typeof(Tanh), Missing<IActivation>([new Relu(), new Sigmoid()]));

    private static void Complete<T>(IEnumerable<T> listed) where T : class => Assert.Empty(Missing(listed));

    private static IEnumerable<Type> Missing<T>(IEnumerable<T> listed) where T : class
    {
        var kinds = listed.Select(entry => Open(entry.GetType())).ToHashSet();
        return typeof(T).Assembly.GetTypes()
            .Where(type => type.IsPublic && !type.IsAbstract && !type.IsInterface && type.IsAssignableTo(typeof(T)))
            .Select(Open).Distinct().Where(type => !kinds.Contains(type));
    }

    private static Type Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
