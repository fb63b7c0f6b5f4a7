namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// oneDNN 2's matmul primitive, B reordered once into the layout it asks for: its best figure where B is constant, as weights
/// are.
/// </summary>
internal sealed unsafe class OneDnnMatmul : IWork
{
    private const int RowMajor = 3, ColumnMajor = 22;
    private const int MatmulDescriptorBytes = 2800;

    private readonly OneDnnSession _session;
    private readonly OneDnnSession.Argument[] _arguments;
    private readonly nint _primitive;

    public OneDnnMatmul(OneDnn dnn, Product p, int threads)
    {
        _session = new OneDnnSession(dnn, threads);
        var a = stackalloc byte[OneDnnSession.MemoryDescriptorBytes];
        var b = stackalloc byte[OneDnnSession.MemoryDescriptorBytes];
        var any = stackalloc byte[OneDnnSession.MemoryDescriptorBytes];
        var c = stackalloc byte[OneDnnSession.MemoryDescriptorBytes];
        _session.Describe(a, p.TransposeA ? ColumnMajor : RowMajor, p.M, p.K);
        _session.Describe(b, p.TransposeB ? ColumnMajor : RowMajor, p.K, p.N);
        _session.Describe(any, OneDnnSession.AnyLayout, p.K, p.N);
        _session.Describe(c, RowMajor, p.M, p.N);
        var operation = stackalloc byte[MatmulDescriptorBytes];
        OneDnnSession.Check(
            ((delegate* unmanaged<byte*, byte*, byte*, byte*, byte*, int>)_session.Export("dnnl_matmul_desc_init"))(
            operation, a, any, null, c));
        var description = _session.Description(operation, 0);
        var wanted = _session.Wanted(description, OneDnnSession.QueryWeights);
        var packed = _session.Memory(wanted);
        _session.Reorder(b, p.B, wanted, packed);
        _arguments =
        [
            new(OneDnnSession.Source, _session.Memory(a, p.A)), new(OneDnnSession.Weights, packed),
            new(OneDnnSession.Destination, _session.Memory(c, p.C)),
        ];
        _primitive = _session.Primitive(description);
    }

    public void Run(int operations) => _session.Run(_primitive, operations, _arguments);

    public void Dispose() => _session.Dispose();
}
