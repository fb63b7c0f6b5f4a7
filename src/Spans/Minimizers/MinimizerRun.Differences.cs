namespace Spans.Minimizers;

// Derivatives the problem does not give. A step of ∛ε balances the error of central differences against rounding.
internal ref partial struct MinimizerRun<T>
{
    private static double StepScale => Math.Cbrt(Epsilon);

    /// <summary>∇²f at X, both triangles, into <paramref name="hessian"/> [n, n].</summary>
    /// <param name="hessian">Written.</param>
    /// <param name="scratch">[n, n].</param>
    /// <returns>Whether every element is finite.</returns>
    public bool Hessian(Span<double> hessian, Span<T> scratch)
    {
        var n = X.Length;
        if (_objective is ITwiceDifferentiable<T> curved)
        {
            _hessians++;
            curved.Hessian(X, scratch);
            Vectors.Convert<T, double>(scratch, hessian);
            if (_maximize) Vectors.Negate(hessian, hessian);
        }
        else
        {
            // Differences of differences need the wider step.
            var scale = _smooth is null ? Math.Pow(Epsilon, 0.25) : StepScale;
            for (var j = 0; j < n; j++)
            {
                var center = X[j];
                var (low, high) = Around(j, scale);
                X[j] = high;
                ValueAndGradient(scratch[..n]);
                X[j] = low;
                ValueAndGradient(scratch.Slice(n, n));
                X[j] = center;
                var width = double.CreateTruncating(high) - double.CreateTruncating(low);
                for (var i = 0; i < n; i++)
                    hessian[j * n + i] = (double.CreateTruncating(scratch[i]) - double.CreateTruncating(scratch[n + i])) / width;
            }
            Symmetrize(hessian, n);
        }
        return Vectors.AllFinite<double>(hessian);
    }

    /// <summary>product = ∇²f(X) · direction.</summary>
    /// <param name="gradient">∇f(X): differences of gradients start from it.</param>
    /// <param name="direction">[n], not zero.</param>
    /// <param name="product">[n], written.</param>
    /// <returns>Whether every element is finite.</returns>
    public bool HessianProduct(ReadOnlySpan<T> gradient, ReadOnlySpan<T> direction, Span<T> product)
    {
        if (_objective is IHessianProduct<T> given)
        {
            _hessians++;
            given.HessianProduct(X, direction, product);
            if (_maximize) Vectors.Negate(product, product);
            return Vectors.AllFinite<T>(product);
        }
        X.CopyTo(_perturbed);
        var step = Math.Sqrt(Epsilon) * (1 + Vectors.Norm<T>(X)) / Vectors.Norm(direction);
        Vectors.Line(_perturbed, step, direction, X);
        var value = ValueAndGradient(product);
        _perturbed.CopyTo(X);
        if (!double.IsFinite(value)) return false;
        Vectors.Subtract(product, gradient, product);
        Vectors.Scale(1 / step, product);
        return true;
    }

    /// <summary>The Jacobian of <paramref name="function"/> at X, [m, n]. The caller counts.</summary>
    /// <returns>How many times the function was evaluated for differences.</returns>
    public readonly int Jacobian(IVectorFunction<T> function, Span<T> jacobian, Span<T> scratch)
    {
        if (function is IDifferentiableVector<T> smooth)
        {
            smooth.Jacobian(X, jacobian);
            return 0;
        }
        var (m, n) = (function.Count, X.Length);
        for (var j = 0; j < n; j++)
        {
            var center = X[j];
            var (low, high) = Around(j, StepScale);
            X[j] = high;
            function.Values(X, scratch[..m]);
            X[j] = low;
            function.Values(X, scratch.Slice(m, m));
            X[j] = center;
            for (var i = 0; i < m; i++) jacobian[i * n + j] = (scratch[i] - scratch[m + i]) / (high - low);
        }
        return 2 * n;
    }

    private void DifferenceGradient(Span<T> gradient)
    {
        for (var i = 0; i < X.Length; i++)
        {
            var center = X[i];
            var (low, high) = Around(i, StepScale);
            X[i] = high;
            var above = Value();
            X[i] = low;
            var below = Value();
            X[i] = center;
            gradient[i] = T.CreateTruncating((above - below) / (double.CreateTruncating(high) - double.CreateTruncating(low)));
        }
    }

    // The two points of a difference in variable i, moved inside its bounds.
    private readonly (T Low, T High) Around(int i, double scale)
    {
        var step = T.CreateTruncating(scale * Math.Max(1, Math.Abs(double.CreateTruncating(X[i]))));
        var (low, high) = (X[i] - step, X[i] + step);
        if (!Problem.Lower.IsEmpty && low < Problem.Lower.Span[i]) low = Problem.Lower.Span[i];
        if (!Problem.Upper.IsEmpty && high > Problem.Upper.Span[i]) high = Problem.Upper.Span[i];
        return (low, high);
    }

    private static void Symmetrize(Span<double> matrix, int n)
    {
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++)
                matrix[i * n + j] = matrix[j * n + i] = 0.5 * (matrix[i * n + j] + matrix[j * n + i]);
    }
}
