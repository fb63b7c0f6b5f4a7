using System.Numerics;
using Spans.Minimizers.Dense;

namespace Spans.Minimizers;

/// <summary>
/// The limited-memory BFGS matrix B = θ I − W M Wᵀ with W = [Y θS] and M⁻¹ = [−D Lᵀ; L θSᵀS], where D and L are the diagonal
/// and the strict lower triangle of SᵀY. Source: Byrd, Nocedal and Schnabel 1994.
/// </summary>
internal ref struct CompactBfgs<T>(int capacity, int n, Workspace<T> workspace) where T : struct, IFloatingPointIeee754<T>
{
    private readonly Span<double> _middle = workspace.Doubles(4 * capacity * capacity);
    private readonly Span<double> _reduced = workspace.Doubles(4 * capacity * capacity);
    private readonly Span<double> _row = workspace.Doubles(2 * capacity);
    private readonly Span<double> _scratch = workspace.Doubles(2 * capacity);
    private readonly Span<int> _middlePivots = workspace.Integers(2 * capacity);
    private readonly Span<int> _reducedPivots = workspace.Integers(2 * capacity);
    private SecantPairs<T> _pairs = new(capacity, n, workspace);

    /// <summary>Columns of W: twice the pairs.</summary>
    public readonly int Rank => 2 * _pairs.Count;

    /// <summary>θ = yᵀy / sᵀy of the newest pair.</summary>
    public readonly double Theta => 1 / _pairs.Scale;

    /// <summary>Takes a pair in; false where its curvature is not positive.</summary>
    public bool Add(ReadOnlySpan<T> step, ReadOnlySpan<T> change) => _pairs.Add(step, change);

    public void Clear() => _pairs.Clear();

    /// <summary>Factors M⁻¹; false where it is singular.</summary>
    public readonly bool Factor()
    {
        var rank = Rank;
        FillMiddle(_middle);
        return rank == 0 || BunchKaufman.Factor(_middle[..(rank * rank)], _middlePivots[..rank]).Zero == 0;
    }

    /// <summary>v ← M v.</summary>
    public readonly void ApplyMiddle(Span<double> v)
    {
        var rank = Rank;
        if (rank > 0) BunchKaufman.Solve(_middle[..(rank * rank)], _middlePivots[..rank], v[..rank], _scratch);
    }

    /// <summary>Row i of W.</summary>
    public readonly void Row(int i, Span<double> row)
    {
        var (count, theta) = (_pairs.Count, Theta);
        for (var k = 0; k < count; k++)
        {
            row[k] = double.CreateTruncating(_pairs.Change(k)[i]);
            row[count + k] = theta * double.CreateTruncating(_pairs.Step(k)[i]);
        }
    }

    /// <summary>result = Wᵀ v.</summary>
    public readonly void ApplyTransposed(ReadOnlySpan<T> v, Span<double> result)
    {
        var (count, theta) = (_pairs.Count, Theta);
        for (var k = 0; k < count; k++)
        {
            result[k] = Vectors.Dot(_pairs.Change(k), v);
            result[count + k] = theta * Vectors.Dot(_pairs.Step(k), v);
        }
    }

    /// <summary>v += scale · W coefficients.</summary>
    public readonly void AddProduct(double scale, ReadOnlySpan<double> coefficients, Span<T> v)
    {
        var (count, theta) = (_pairs.Count, Theta);
        for (var k = 0; k < count; k++)
        {
            Vectors.AddScaled(scale * coefficients[k], _pairs.Change(k), v);
            Vectors.AddScaled(scale * theta * coefficients[count + k], _pairs.Step(k), v);
        }
    }

    /// <summary>
    /// v ← (M⁻¹ − WᵀZZᵀW / θ)⁻¹ v, where Z picks the rows i with free[i] ≠ 0: the middle of the inverse of B on those rows.
    /// </summary>
    /// <returns>False where that matrix is singular.</returns>
    public readonly bool SolveReduced(ReadOnlySpan<int> free, Span<double> v)
    {
        var rank = Rank;
        if (rank == 0) return true;
        FillMiddle(_reduced);
        for (var i = 0; i < free.Length; i++)
        {
            if (free[i] == 0) continue;
            Row(i, _row);
            for (var a = 0; a < rank; a++)
                Vectors.AddScaled<double>(-_row[a] / Theta, _row[..(a + 1)], _reduced.Slice(a * rank, a + 1));
        }
        if (BunchKaufman.Factor(_reduced[..(rank * rank)], _reducedPivots[..rank]).Zero > 0) return false;
        BunchKaufman.Solve(_reduced[..(rank * rank)], _reducedPivots[..rank], v[..rank], _scratch);
        return true;
    }

    // The lower triangle of M⁻¹.
    private readonly void FillMiddle(Span<double> matrix)
    {
        var (count, rank) = (_pairs.Count, Rank);
        for (var i = 0; i < count; i++)
        {
            matrix.Slice(i * rank, i).Clear();
            matrix[i * rank + i] = -_pairs.Curvature(i);
            var row = matrix.Slice((count + i) * rank, rank);
            for (var j = 0; j < count; j++) row[j] = j < i ? Vectors.Dot(_pairs.Step(i), _pairs.Change(j)) : 0;
            for (var j = 0; j <= i; j++) row[count + j] = Theta * Vectors.Dot(_pairs.Step(i), _pairs.Step(j));
        }
    }
}
