namespace Spans.Random;

/// <summary>
/// The inverse of the normal distribution function. Source: Wichura 1988, algorithm AS 241 (PPND16), relative error about 1e-16.
/// Its third branch is left out: 32 bits never reach so far into the tail.
/// </summary>
internal static class NormalQuantile
{
    /// <summary>The quantile of (<paramref name="bits"/> + ½) / 2^32.</summary>
    internal static double OfBits(uint bits)
    {
        // Exact in double, symmetric about 0.
        var q = (bits - 2147483647.5) * (1.0 / 4294967296.0);
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q *
                (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
                + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
                + 1.3314166789178437745e2) * r + 3.3871328727963666080e0) /
                (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
                + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
                + 4.2313330701600911252e1) * r + 1);
        }
        var s = Math.Sqrt(-Math.Log(0.5 - Math.Abs(q))) - 1.6;
        var tail =
            (((((((7.74545014278341407640e-4 * s + 2.27238449892691845833e-2) * s + 2.41780725177450611770e-1) * s
            + 1.27045825245236838258e0) * s + 3.64784832476320460504e0) * s + 5.76949722146069140550e0) * s
            + 4.63033784615654529590e0) * s + 1.42343711074968357734e0) /
            (((((((1.05075007164441684324e-9 * s + 5.47593808499534494600e-4) * s + 1.51986665636164571966e-2) * s
            + 1.48103976427480074590e-1) * s + 6.89767334985100004550e-1) * s + 1.67638483018380384940e0) * s
            + 2.05319162663775882187e0) * s + 1);
        return q < 0 ? -tail : tail;
    }
}
