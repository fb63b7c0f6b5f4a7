using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// oneDNN 2's matmul primitive, B reordered once into the layout it asks for: its best figure where B is constant, as weights are.
/// </summary>
internal sealed unsafe class OneDnnMatmul : IWork
{
    // dnnl_types.h of 2.x.
    private const int Float32 = 3, AnyLayout = 1, RowMajor = 3, ColumnMajor = 22, QueryWeights = 131, Cpu = 1, InOrder = 1;
    private const int Source = 1, Destination = 17, Weights = 33;
    private const int MemoryDescriptorBytes = 696, MatmulDescriptorBytes = 2800;

    private readonly OneDnn _dnn;
    private readonly int _threads;
    private readonly void* _packed;
    private readonly nint _engine, _stream, _primitive, _a, _b, _c;
    private readonly delegate* unmanaged<nint, nint, int, Argument*, int> _execute;
    private readonly delegate* unmanaged<nint, int> _wait;

    public OneDnnMatmul(OneDnn dnn, Product p, int threads)
    {
        (_dnn, _threads) = (dnn, threads);
        dnn.UseThreads(threads);
        _execute = (delegate* unmanaged<nint, nint, int, Argument*, int>)Export("dnnl_primitive_execute");
        _wait = (delegate* unmanaged<nint, int>)Export("dnnl_stream_wait");
        _engine = Make((nint* o) => ((delegate* unmanaged<nint*, int, nuint, int>)Export("dnnl_engine_create"))(o, Cpu, 0));
        _stream = Make((nint* o) =>
            ((delegate* unmanaged<nint*, nint, int, int>)Export("dnnl_stream_create"))(o, _engine, InOrder));

        var a = stackalloc byte[MemoryDescriptorBytes];
        var b = stackalloc byte[MemoryDescriptorBytes];
        var any = stackalloc byte[MemoryDescriptorBytes];
        var c = stackalloc byte[MemoryDescriptorBytes];
        Describe(a, p.M, p.K, p.TransposeA ? ColumnMajor : RowMajor);
        Describe(b, p.K, p.N, p.TransposeB ? ColumnMajor : RowMajor);
        Describe(any, p.K, p.N, AnyLayout);
        Describe(c, p.M, p.N, RowMajor);
        var operation = stackalloc byte[MatmulDescriptorBytes];
        Check(((delegate* unmanaged<byte*, byte*, byte*, byte*, byte*, int>)Export("dnnl_matmul_desc_init"))(
            operation, a, any, null, c));
        var description = Make((nint* o) => ((delegate* unmanaged<nint*, byte*, nint, nint, nint, int>)
            Export("dnnl_primitive_desc_create"))(o, operation, 0, _engine, 0));
        var wanted = ((delegate* unmanaged<nint, int, int, byte*>)Export("dnnl_primitive_desc_query_md"))(
            description, QueryWeights, 0);
        _primitive = Primitive(description);

        var bytes = ((delegate* unmanaged<byte*, nuint>)Export("dnnl_memory_desc_get_size"))(wanted);
        _packed = NativeMemory.AlignedAlloc(bytes, 4096);
        _a = Memory(a, p.A);
        _b = Memory(wanted, _packed);
        _c = Memory(c, p.C);
        Pack(b, p.B, wanted);
        ((delegate* unmanaged<nint, int>)Export("dnnl_primitive_desc_destroy"))(description);
    }

    private delegate int Maker(nint* result);

    public void Run(int operations)
    {
        _dnn.UseThreads(_threads);
        var arguments = stackalloc Argument[] { new(Source, _a), new(Weights, _b), new(Destination, _c) };
        for (var i = 0; i < operations; i++)
        {
            Check(_execute(_primitive, _stream, 3, arguments));
            Check(_wait(_stream));
        }
    }

    public void Dispose()
    {
        var destroyMemory = (delegate* unmanaged<nint, int>)Export("dnnl_memory_destroy");
        foreach (var memory in (ReadOnlySpan<nint>)[_a, _b, _c]) destroyMemory(memory);
        ((delegate* unmanaged<nint, int>)Export("dnnl_primitive_destroy"))(_primitive);
        ((delegate* unmanaged<nint, int>)Export("dnnl_stream_destroy"))(_stream);
        ((delegate* unmanaged<nint, int>)Export("dnnl_engine_destroy"))(_engine);
        NativeMemory.AlignedFree(_packed);
    }

    private void Pack(byte* from, float* data, byte* to)
    {
        var description = Make((nint* o) => ((delegate* unmanaged<nint*, byte*, nint, byte*, nint, nint, int>)
            Export("dnnl_reorder_primitive_desc_create"))(o, from, _engine, to, _engine, 0));
        var reorder = Primitive(description);
        var plain = Memory(from, data);
        var arguments = stackalloc Argument[] { new(Source, plain), new(Destination, _b) };
        Check(_execute(reorder, _stream, 2, arguments));
        Check(_wait(_stream));
        ((delegate* unmanaged<nint, int>)Export("dnnl_memory_destroy"))(plain);
        ((delegate* unmanaged<nint, int>)Export("dnnl_primitive_destroy"))(reorder);
        ((delegate* unmanaged<nint, int>)Export("dnnl_primitive_desc_destroy"))(description);
    }

    private void Describe(byte* descriptor, long rows, long columns, int layout)
    {
        var dimensions = stackalloc long[12];
        (dimensions[0], dimensions[1]) = (rows, columns);
        Check(((delegate* unmanaged<byte*, int, long*, int, int, int>)Export("dnnl_memory_desc_init_by_tag"))(
            descriptor, 2, dimensions, Float32, layout));
    }

    private nint Primitive(nint description) => Make((nint* o) =>
        ((delegate* unmanaged<nint*, nint, int>)Export("dnnl_primitive_create"))(o, description));

    private nint Memory(byte* descriptor, void* data) => Make((nint* o) =>
        ((delegate* unmanaged<nint*, byte*, nint, void*, int>)Export("dnnl_memory_create"))(o, descriptor, _engine, data));

    private static nint Make(Maker maker)
    {
        nint result = 0;
        Check(maker(&result));
        return result;
    }

    private nint Export(string name) => NativeLibrary.GetExport(_dnn.Library, name);

    private static void Check(int status, [CallerArgumentExpression(nameof(status))] string call = "")
    {
        if (status != 0) throw new InvalidOperationException($"oneDNN returned status {status} from {call}.");
    }

    // dnnl_exec_arg_t
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Argument(int Kind, nint Memory);
}
