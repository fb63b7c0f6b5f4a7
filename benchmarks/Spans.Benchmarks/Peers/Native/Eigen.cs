using System.Runtime.InteropServices;
using Spans.Benchmarks.Peers.Children;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// Eigen: headers only, so compiled for this machine on first use. The fastest peer for a row times a matrix of L2's size.
/// </summary>
internal sealed unsafe class Eigen
{
    public const string Install = "apt-get install g++ libeigen3-dev";

    private readonly delegate* unmanaged<float*, float*, float*, int, int, void> _rowProduct;

    private Eigen(nint library)
    {
        _rowProduct =
            (delegate* unmanaged<float*, float*, float*, int, int, void>)NativeLibrary.GetExport(library, "row_product");
        var version = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "version"))();
        Version = $"{version / 10_000}.{version / 100 % 100}.{version % 100}";
    }

    public string Version { get; }

    /// <exception cref="PeerException">It could not be compiled.</exception>
    public static Eigen Load()
    {
        CompiledPeer.Eigen.Build();
        return new Eigen(NativeLibrary.Load(CompiledPeer.Eigen.Path));
    }

    public IWork RowProduct(Product product) => new Work(this, product);

    private sealed class Work(Eigen eigen, Product p) : IWork
    {
        public void Run(int operations)
        {
            for (var i = 0; i < operations; i++) eigen._rowProduct(p.A, p.B, p.C, p.N, p.K);
        }

        public void Dispose() { }
    }
}
