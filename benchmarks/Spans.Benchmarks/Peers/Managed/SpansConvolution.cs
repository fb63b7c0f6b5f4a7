using Spans.Activations;
using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' convolution of a batch.</summary>
internal sealed class SpansConvolution : IWork
{
    private readonly ConvolutionShape _shape;
    private readonly ConvolutionPart _part;
    private readonly Team _team;
    private readonly Slab _x, _y, _weights, _bias, _scratch;

    public SpansConvolution(ConvolutionCase c, ConvolutionPart part, int threads)
    {
        (_shape, _part, _team) = (c.Shape, part, Teams.Of(threads));
        _x = RandomSlab.Normal(ConvolutionCase.Batch * _shape.InputLength, 1);
        _y = RandomSlab.Normal(ConvolutionCase.Batch * _shape.OutputLength, 1);
        _weights = RandomSlab.Normal(_shape.WeightLength, 0.1f);
        _bias = RandomSlab.Normal(_shape.Filters, 0.1f);
        _scratch = Slab.Rent(part switch
        {
            ConvolutionPart.Forward => Convolution.ForwardScratch(_shape) + threads * Convolution.ForwardScratchPerPart(_shape),
            ConvolutionPart.Data =>
                Convolution.InputGradientScratch(_shape) + threads * Convolution.InputGradientScratchPerPart(_shape),
            _ => Convolution.WeightGradientScratch(_shape) + threads * Convolution.WeightGradientScratchPerPart(_shape),
        });
    }

    public void Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            switch (_part)
            {
                case ConvolutionPart.Forward:
                    Convolution.Forward(
                        _shape, _x.Span, _weights.Span, _bias.Span, default, _y.Span, ConvolutionCase.Batch, new Identity(),
                        _scratch.Span, _team);
                    break;
                case ConvolutionPart.Data:
                    Convolution.InputGradient(
                        _shape, _y.Span, _weights.Span, _x.Span, ConvolutionCase.Batch, _scratch.Span, _team);
                    break;
                default:
                    Convolution.WeightGradient(
                        _shape, _x.Span, _y.Span, _weights.Span, _bias.Span, ConvolutionCase.Batch, accumulate: false,
                        _scratch.Span, _team);
                    break;
            }
    }

    public void Dispose()
    {
        foreach (var slab in (ReadOnlySpan<Slab>)[_x, _y, _weights, _bias, _scratch]) slab.Dispose();
    }
}
