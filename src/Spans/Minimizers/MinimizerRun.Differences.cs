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
                {
                    var change = double.CreateTruncating(scratch[i]) - double.CreateTruncating(scratch[n + i]);
                    hessian[j * n + i] = Quotient(change, width);
                }
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
            for (var i = 0; i < m; i++) jacobian[i * n + j] = low == high ? T.Zero : (scratch[i] - scratch[m + i]) / (high - low);
        }
        return 2 * n;
    }

    /// <summary>hessian += Σ weightsᵢ ∇² valueᵢ(X). The caller counts.</summary>
    /// <param name="function">The values.</param>
    /// <param name="weights">[m].</param>
    /// <param name="hessian">[n, n], both triangles.</param>
    /// <param name="jacobians">[2, m, n], scratch.</param>
    /// <param name="scratch">[2, m], scratch.</param>
    /// <returns>How many times the function was evaluated for differences.</returns>
    public readonly int AddHessian(IVectorFunction<T> function, ReadOnlySpan<double> weights, Span<double> hessian,
        Span<T> jacobians, Span<T> scratch)
    {
        if (function is ITwiceDifferentiableVector<T> curved)
        {
            curved.AddHessian(X, weights, hessian);
            return 0;
        }
        var (m, n, evaluations) = (function.Count, X.Length, 0);
        var above = jacobians[..(m * n)];
        var below = jacobians.Slice(m * n, m * n);
        var scale = function is IDifferentiableVector<T> ? StepScale : Math.Pow(Epsilon, 0.25);
        for (var j = 0; j < n; j++)
        {
            var center = X[j];
            var (low, high) = Around(j, scale);
            if (low == high) continue;
            X[j] = high;
            evaluations += Jacobian(function, above, scratch);
            X[j] = low;
            evaluations += Jacobian(function, below, scratch);
            X[j] = center;
            var width = double.CreateTruncating(high) - double.CreateTruncating(low);
            Vectors.Subtract<T>(above, below, above);
            // Half to the row and half to the column keeps the sum symmetric.
            for (var i = 0; i < m; i++)
            {
                var weight = 0.5 * weights[i] / width;
                if (weight == 0) continue;
                for (var k = 0; k < n; k++)
                {
                    var curvature = weight * double.CreateTruncating(above[i * n + k]);
                    hessian[j * n + k] += curvature;
                    hessian[k * n + j] += curvature;
                }
            }
        }
        return evaluations;
    }

    /// <summary>∇f at X from central differences of f.</summary>
    public void DifferenceGradient(Span<T> gradient)
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
            gradient[i] = T.CreateTruncating(
                Quotient(above - below, double.CreateTruncating(high) - double.CreateTruncating(low)));
        }
    }

    // The two points of a difference in variable i; within a step of a bound, half way there, so that none is on it unless X is.
    private readonly (T Low, T High) Around(int i, double scale)
    {
        var (center, half) = (X[i], T.CreateTruncating(0.5));
        var step = T.CreateTruncating(scale * Math.Max(1, Math.Abs(double.CreateTruncating(center))));
        var (low, high) = (center - step, center + step);
        if (!Problem.Lower.IsEmpty && low <= Problem.Lower.Span[i]) low = center + half * (Problem.Lower.Span[i] - center);
        if (!Problem.Upper.IsEmpty && high >= Problem.Upper.Span[i]) high = center + half * (Problem.Upper.Span[i] - center);
        return (low, high);
    }

    // A variable between equal bounds has no width, and no derivative that matters.
    private static double Quotient(double difference, double width) => width == 0 ? 0 : difference / width;

    private static void Symmetrize(Span<double> matrix, int n)
    {
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++)
                matrix[i * n + j] = matrix[j * n + i] = 0.5 * (matrix[i * n + j] + matrix[j * n + i]);
    }
}
