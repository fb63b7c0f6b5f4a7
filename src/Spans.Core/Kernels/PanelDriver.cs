using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Runs products whose b lies in panels (<see cref="Packing"/>).</summary>
internal static unsafe class PanelDriver
{
    /// <summary>Runs a whole product; B is the packed matrix and BRow is not read.</summary>
    public static void Run<M, E>(in Product product, E epilogue, Team team) where M : struct, ITileMode where E : struct, IEpilogue
    {
        var parts = ProductDriver.Parts((long)product.M * product.N * product.K, team);
        if (parts == 1) Run<M, E>(product, 0, product.N, epilogue);
        else team.Run(new Job<M, E>(product, epilogue), parts);
    }

    private static void Run<M, E>(in Product product, int start, int end, E epilogue) where M : struct, ITileMode where E : struct, IEpilogue
    {
        for (var j = start; j < end; j += Packing.Panel)
        {
            var panel = product.Columns(j, Math.Min(end, j + Packing.Panel));
            panel.B = product.B + (nint)j * product.K;
            panel.BRow = Packing.Panel;
            ProductDriver.Run<M, E>(panel, epilogue);
        }
    }

    private readonly struct Job<M, E>(in Product product, E epilogue) : ITeamJob where M : struct, ITileMode where E : struct, IEpilogue
    {
        private readonly Product _product = product;
        private readonly E _epilogue = epilogue;

        public void Execute(int part, int parts)
        {
            if (_product.M >= _product.N)
            {
                var (start, end) = Stripe.Of(_product.M, part, parts);
                Run<M, E>(_product.Rows(start, end), 0, _product.N, _epilogue);
            }
            else
            {
                var (start, end) = Stripe.Of(_product.N, part, parts, Packing.Panel);
                Run<M, E>(_product, start, end, _epilogue);
            }
        }
    }
}
