namespace Spans.Kernels;

/// <summary>
/// A matrix product by pointers and strides, in floats: element (i, p) of a at A[i·ARow + p·AColumn], (p, j) of b at
/// B[p·BRow + j], (i, j) of c at C[i·CRow + j]. Every driver and tile takes one.
/// </summary>
internal unsafe struct Product
{
    public float* A;
    public nint ARow;
    public nint AColumn;
    public float* B;
    public nint BRow;
    public float* C;
    public nint CRow;

    /// <summary>[n], or null.</summary>
    public float* Bias;

    /// <summary>What the next tile will read, a step for every p; for modes that look ahead.</summary>
    public float* Next;
    public nint NextStep;

    public int M;
    public int N;
    public int K;

    /// <summary>The same product for the rows from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public readonly Product Rows(int start, int end)
    {
        var part = this;
        part.A += start * ARow;
        part.C += start * CRow;
        part.M = end - start;
        return part;
    }

    /// <summary>The same product for the columns from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public readonly Product Columns(int start, int end)
    {
        var part = this;
        part.B += start;
        part.C += start;
        if (Bias != null) part.Bias += start;
        part.N = end - start;
        return part;
    }
}
