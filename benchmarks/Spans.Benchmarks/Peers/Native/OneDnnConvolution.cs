using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// oneDNN 2's convolution primitive with every tensor in the layout it asks for, and the algorithm it chooses: its best figure, no reordering
/// counted.
/// </summary>
internal sealed unsafe class OneDnnConvolution : IWork
{
    // dnnl_types.h of 2.x.
    private const int Float32 = 3, AnyLayout = 1, OneAxis = 2, Cpu = 1, InOrder = 1, Training = 64, Automatic = 3;
    private const int QuerySource = 129, QuerySourceGradient = 130, QueryWeights = 131, QueryWeightsGradient = 132;
    private const int QueryDestination = 133, QueryDestinationGradient = 134;
    private const int Source = 1, Destination = 17, Weights = 33, Bias = 41;
    private const int SourceGradient = 129, DestinationGradient = 145, WeightsGradient = 161, BiasGradient = 169;
    private const int MemoryDescriptorBytes = 696, ConvolutionDescriptorBytes = 8192;

    private readonly OneDnn _dnn;
    private readonly int _threads;
    private readonly nint _engine, _stream, _primitive;
    private readonly List<(int Kind, nint Memory)> _arguments = [];
    private readonly List<nint> _buffers = [];
    private readonly delegate* unmanaged<nint, nint, int, Argument*, int> _execute;
    private readonly delegate* unmanaged<nint, int> _wait;

    public OneDnnConvolution(OneDnn dnn, ConvolutionCase c, ConvolutionPart part, int threads)
    {
        (_dnn, _threads) = (dnn, threads);
        dnn.UseThreads(threads);
        _execute = (delegate* unmanaged<nint, nint, int, Argument*, int>)Export("dnnl_primitive_execute");
        _wait = (delegate* unmanaged<nint, int>)Export("dnnl_stream_wait");
        _engine = Make((nint* o) => ((delegate* unmanaged<nint*, int, nuint, int>)Export("dnnl_engine_create"))(o, Cpu, 0));
        _stream = Make((nint* o) =>
            ((delegate* unmanaged<nint*, nint, int, int>)Export("dnnl_stream_create"))(o, _engine, InOrder));

        var x = stackalloc byte[MemoryDescriptorBytes];
        var w = stackalloc byte[MemoryDescriptorBytes];
        var b = stackalloc byte[MemoryDescriptorBytes];
        var y = stackalloc byte[MemoryDescriptorBytes];
        Describe(x, AnyLayout, ConvolutionCase.Batch, c.Channels, c.Size, c.Size);
        Describe(w, AnyLayout, c.Filters, c.Channels, c.Kernel, c.Kernel);
        Describe(b, OneAxis, c.Filters);
        Describe(y, AnyLayout, ConvolutionCase.Batch, c.Filters, c.OutputSize, c.OutputSize);
        var strides = stackalloc long[] { 1, 1 };
        var pads = stackalloc long[] { c.Pad, c.Pad };
        var operation = stackalloc byte[ConvolutionDescriptorBytes];
        Check(((delegate* unmanaged<byte*, int, int, byte*, byte*, byte*, byte*, long*, long*, long*, int>)
            Export("dnnl_convolution_forward_desc_init"))(operation, Training, Automatic, x, w, b, y, strides, pads, pads));
        var description = Primitive(operation, 0);
        switch (part)
        {
            case ConvolutionPart.Forward:
                Take(description, (Source, QuerySource), (Weights, QueryWeights), (Destination, QueryDestination));
                Take(Bias, b);
                break;
            case ConvolutionPart.Data:
                Check(((delegate* unmanaged<byte*, int, byte*, byte*, byte*, long*, long*, long*, int>)
                    Export("dnnl_convolution_backward_data_desc_init"))(operation, Automatic, x, w, y, strides, pads, pads));
                description = Primitive(operation, description);
                Take(
                    description, (SourceGradient, QuerySourceGradient), (Weights, QueryWeights), (DestinationGradient, QueryDestinationGradient));
                break;
            default:
                Check(((delegate* unmanaged<byte*, int, byte*, byte*, byte*, byte*, long*, long*, long*, int>)
                    Export("dnnl_convolution_backward_weights_desc_init"))(operation, Automatic, x, w, b, y, strides, pads, pads));
                description = Primitive(operation, description);
                Take(
                    description, (Source, QuerySource), (WeightsGradient, QueryWeightsGradient),
                    (DestinationGradient, QueryDestinationGradient));
                Take(BiasGradient, b);
                break;
        }
        _primitive = Make((nint* o) => ((delegate* unmanaged<nint*, nint, int>)Export("dnnl_primitive_create"))(o, description));
    }

    private delegate int Maker(nint* result);

    public void Run(int operations)
    {
        _dnn.UseThreads(_threads);
        var arguments = stackalloc Argument[_arguments.Count];
        for (var i = 0; i < _arguments.Count; i++) arguments[i] = new(_arguments[i].Kind, _arguments[i].Memory);
        for (var i = 0; i < operations; i++)
        {
            Check(_execute(_primitive, _stream, _arguments.Count, arguments));
            Check(_wait(_stream));
        }
    }

    public void Dispose()
    {
        foreach (var (_, memory) in _arguments) ((delegate* unmanaged<nint, int>)Export("dnnl_memory_destroy"))(memory);
        ((delegate* unmanaged<nint, int>)Export("dnnl_primitive_destroy"))(_primitive);
        ((delegate* unmanaged<nint, int>)Export("dnnl_stream_destroy"))(_stream);
        ((delegate* unmanaged<nint, int>)Export("dnnl_engine_destroy"))(_engine);
        foreach (var buffer in _buffers) NativeMemory.AlignedFree((void*)buffer);
    }

    private nint Primitive(byte* operation, nint hint) => Make((nint* o) => ((delegate* unmanaged<nint*, byte*, nint, nint, nint, int>)
        Export("dnnl_primitive_desc_create"))(o, operation, 0, _engine, hint));

    private void Take(nint description, params ReadOnlySpan<(int Kind, int Query)> arguments)
    {
        foreach (var (kind, query) in arguments)
            Take(kind, ((delegate* unmanaged<nint, int, int, byte*>)Export("dnnl_primitive_desc_query_md"))(description, query, 0));
    }

    // Memory of the argument's own layout; small numbers, since zeros or denormals would tell nothing.
    private void Take(int kind, byte* descriptor)
    {
        var bytes = ((delegate* unmanaged<byte*, nuint>)Export("dnnl_memory_desc_get_size"))(descriptor);
        var data = NativeMemory.AlignedAlloc(bytes, 4096);
        _buffers.Add((nint)data);
        new Span<float>(data, (int)(bytes / sizeof(float))).Fill(0.125f);
        _arguments.Add((kind, Make((nint* o) =>
            ((delegate* unmanaged<nint*, byte*, nint, void*, int>)Export("dnnl_memory_create"))(o, descriptor, _engine, data))));
    }

    private void Describe(byte* descriptor, int layout, params ReadOnlySpan<long> shape)
    {
        var dimensions = stackalloc long[12];
        for (var i = 0; i < shape.Length; i++) dimensions[i] = shape[i];
        Check(((delegate* unmanaged<byte*, int, long*, int, int, int>)Export("dnnl_memory_desc_init_by_tag"))(
            descriptor, shape.Length, dimensions, Float32, layout));
    }

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
