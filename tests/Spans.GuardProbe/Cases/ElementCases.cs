using Spans.Activations;
using Spans.Kernels;

namespace Spans.GuardProbe.Cases;

/// <summary>Functions of one element at a time, with every activation of the catalogue.</summary>
internal static class ElementCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        .. ActivationCatalogue.All.Select(f => ActivationCatalogue.Visit<Applied, KernelCase>(f, new Applied(f.Name))),
        .. ActivationCatalogue.All.Select(f => ActivationCatalogue.Visit<Derived, KernelCase>(f, new Derived(f.Name))),
        new("Elementwise.Add",
            static (n, _) => new KernelCall().Input("a", n).Input("b", n).Output("y", n).InPlace("a", "y").InPlace("b", "y")
            .Runs(c => Elementwise.Add(c.In("a"), c.In("b"), c.Out("y"), c.Team))),
        new("Elementwise.Scale", static (n, _) => new KernelCall().Input("x", n).Output("y", n).InPlace("x", "y")
            .Runs(c => Elementwise.Scale(c.In("x"), 0.5f, c.Out("y"), c.Team))),
        new("Elementwise.AddScaled", static (n, _) => new KernelCall().Input("x", n).Output("y", n).InPlace("x", "y")
            .Runs(c => Elementwise.AddScaled(c.In("x"), 0.5f, c.Out("y"), c.Team))),
    ];

    private readonly struct Applied(string name) : IActivationVisitor<KernelCase>
    {
        public KernelCase Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation =>
            new("Elementwise.Apply", (n, _) => new KernelCall().Input("x", n).Output("y", n).InPlace("x", "y")
                .Runs(c => Elementwise.Apply(c.In("x"), c.Out("y"), activation, c.Team)), name);
    }

    private readonly struct Derived(string name) : IActivationVisitor<KernelCase>
    {
        public KernelCase Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation =>
            new("Elementwise.Derivative", (n, _) => new KernelCall().Input("x", activation.DerivativeReadsInput ? n : 0)
                .Input("y", n).Input("dy", n).Output("dx", n).InPlace("x", "dx").InPlace("y", "dx").InPlace("dy", "dx")
                .Runs(c => Elementwise.Derivative(c.In("x"), c.In("y"), c.In("dy"), c.Out("dx"), activation, c.Team)), name);
    }
}
