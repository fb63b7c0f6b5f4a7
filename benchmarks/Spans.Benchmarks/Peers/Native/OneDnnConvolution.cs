namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// oneDNN 2's convolution primitive with every tensor in the layout it asks for, and the algorithm it chooses: its best figure,
/// no reordering counted.
/// </summary>
internal sealed unsafe class OneDnnConvolution : IWork
{
    // dnnl_types.h of 2.x.
    private const int OneAxis = 2, Training = 64, Automatic = 3;
    private const int QuerySource = 129, QuerySourceGradient = 130, QueryWeightsGradient = 132;
    private const int QueryDestination = 133, QueryDestinationGradient = 134;
    private const int Bias = 41, SourceGradient = 129, DestinationGradient = 145, WeightsGradient = 161, BiasGradient = 169;
    private const int ConvolutionDescriptorBytes = 8192;

    private readonly OneDnnSession _session;
    private readonly OneDnnSession.Argument[] _arguments;
    private readonly nint _primitive;

    public OneDnnConvolution(OneDnn dnn, ConvolutionCase c, ConvolutionPart part, int threads)
    {
        _session = new OneDnnSession(dnn, threads);
        var x = stackalloc byte[OneDnnSession.MemoryDescriptorBytes];
        var w = stackalloc byte[OneDnnSession.MemoryDescriptorBytes];
        var b = stackalloc byte[OneDnnSession.MemoryDescriptorBytes];
        var y = stackalloc byte[OneDnnSession.MemoryDescriptorBytes];
        _session.Describe(x, OneDnnSession.AnyLayout, ConvolutionCase.Batch, c.Channels, c.Size, c.Size);
        _session.Describe(w, OneDnnSession.AnyLayout, c.Filters, c.Channels, c.Kernel, c.Kernel);
        _session.Describe(b, OneAxis, c.Filters);
        _session.Describe(y, OneDnnSession.AnyLayout, ConvolutionCase.Batch, c.Filters, c.OutputSize, c.OutputSize);
        var strides = stackalloc long[] { 1, 1 };
        var pads = stackalloc long[] { c.Pad, c.Pad };
        var operation = stackalloc byte[ConvolutionDescriptorBytes];
        OneDnnSession.Check(((delegate* unmanaged<byte*, int, int, byte*, byte*, byte*, byte*, long*, long*, long*, int>)
            _session.Export("dnnl_convolution_forward_desc_init"))(
                operation, Training, Automatic, x, w, b, y, strides, pads, pads));
        // Backward primitives take the forward one's description as a hint.
        nint forward = _session.Description(operation, 0), description;
        switch (part)
        {
            case ConvolutionPart.Forward:
                description = forward;
                _arguments =
                [
                    Wanted(description, OneDnnSession.Source, QuerySource),
                    Wanted(description, OneDnnSession.Weights, OneDnnSession.QueryWeights),
                    Wanted(description, OneDnnSession.Destination, QueryDestination), new(Bias, _session.Memory(b)),
                ];
                break;
            case ConvolutionPart.Data:
                OneDnnSession.Check(((delegate* unmanaged<byte*, int, byte*, byte*, byte*, long*, long*, long*, int>)
                    _session.Export("dnnl_convolution_backward_data_desc_init"))(
                        operation, Automatic, x, w, y, strides, pads, pads));
                description = _session.Description(operation, forward);
                _arguments =
                [
                    Wanted(description, SourceGradient, QuerySourceGradient),
                    Wanted(description, OneDnnSession.Weights, OneDnnSession.QueryWeights),
                    Wanted(description, DestinationGradient, QueryDestinationGradient),
                ];
                break;
            default:
                OneDnnSession.Check(((delegate* unmanaged<byte*, int, byte*, byte*, byte*, byte*, long*, long*, long*, int>)
                    _session.Export("dnnl_convolution_backward_weights_desc_init"))(
                        operation, Automatic, x, w, b, y, strides, pads, pads));
                description = _session.Description(operation, forward);
                _arguments =
                [
                    Wanted(description, OneDnnSession.Source, QuerySource),
                    Wanted(description, WeightsGradient, QueryWeightsGradient),
                    Wanted(description, DestinationGradient, QueryDestinationGradient), new(BiasGradient, _session.Memory(b)),
                ];
                break;
        }
        if (description != forward) _session.Destroy(forward);
        _primitive = _session.Primitive(description);
    }

    public void Run(int operations) => _session.Run(_primitive, operations, _arguments);

    public void Dispose() => _session.Dispose();

    private OneDnnSession.Argument Wanted(nint description, int kind, int query) =>
        new(kind, _session.Memory(_session.Wanted(description, query)));
}
