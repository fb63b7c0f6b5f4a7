using Spans.Optimizers;

namespace Spans.GuardProbe.Cases;

/// <summary>One step of every optimizer of the catalogue.</summary>
internal static class OptimizerCases
{
    // What Update.Apply sweeps belongs to the optimizers; none is public without one.
    internal static IEnumerable<KernelCase> All => OptimizerCatalogue.All.Select(static optimizer =>
        new KernelCase("Update.Apply", (n, salt) => new KernelCall().Output("parameters", n).Input("gradients", n)
            .Output("state", optimizer.StatePerParameter * n)
            .Runs(c => optimizer.Step(new OptimizerStep
            {
                Parameters = c.Out("parameters"),
                Gradients = c.In("gradients"),
                State = c.Out("state"),
                Scalars = new double[optimizer.Scalars],
                Decayed = Math.Min(c.Out("parameters").Length, KernelCases.Pick(n, salt, 1, 0, n)),
                Number = 3,
                LearningRate = 0.1f,
                Team = c.Team,
            })), optimizer.Name));
}
