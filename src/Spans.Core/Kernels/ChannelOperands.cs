namespace Spans.Kernels;

/// <summary>What a sweep over channels reads: two tensors of the batch and up to four numbers for each channel.</summary>
internal readonly unsafe struct ChannelOperands(
    float* x, float* dy, float* a = null, float* b = null, float* c = null, float* d = null)
{
    internal readonly float* X = x, Dy = dy, A = a, B = b, C = c, D = d;
}
