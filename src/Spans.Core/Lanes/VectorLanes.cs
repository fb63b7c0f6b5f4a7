using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spans.Lanes;

/// <summary>
/// The portable lanes: <see cref="Vector{T}"/>, 4 lanes on plain 128-bit hardware, 8 with AVX2, 16 if so configured.
/// </summary>
internal readonly unsafe struct VectorLanes : ILanes<VectorLanes>
{
    private readonly Vector<float> _x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VectorLanes(Vector<float> x) => _x = x;

    public static int Count => Vector<float>.Count;

    // ARM64 and AVX-512 have 32 vector registers; x86 without AVX-512 has 16.
    public static int Registers => Vector512.IsHardwareAccelerated || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? 32 : 16;

    public static VectorLanes Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes Broadcast(float value) => new(Vector.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes Load(float* source) => new(Vector.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes LoadPartial(float* source, int count)
    {
        if (Avx.IsSupported && Vector<float>.Count == 8)
            return new(Avx.MaskLoad(source, Mask(count)).AsVector());
        return LoadOneByOne(source, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* destination) => Vector.Store(_x, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StorePartial(float* destination, int count)
    {
        if (Avx.IsSupported && Vector<float>.Count == 8)
            Avx.MaskStore(destination, Mask(count), _x.AsVector256());
        else
            StoreOneByOne(destination, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator +(VectorLanes a, VectorLanes b) => new(a._x + b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator -(VectorLanes a, VectorLanes b) => new(a._x - b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator *(VectorLanes a, VectorLanes b) => new(a._x * b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator /(VectorLanes a, VectorLanes b) => new(a._x / b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator -(VectorLanes a) => new(-a._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator +(float a, VectorLanes b) => new(Vector.Create(a) + b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator +(VectorLanes a, float b) => new(a._x + Vector.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator -(float a, VectorLanes b) => new(Vector.Create(a) - b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator -(VectorLanes a, float b) => new(a._x - Vector.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator *(float a, VectorLanes b) => new(Vector.Create(a) * b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator *(VectorLanes a, float b) => new(a._x * Vector.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator /(float a, VectorLanes b) => new(Vector.Create(a) / b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator /(VectorLanes a, float b) => new(a._x / Vector.Create(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator &(VectorLanes a, VectorLanes b) => new(a._x & b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator |(VectorLanes a, VectorLanes b) => new(a._x | b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes operator ^(VectorLanes a, VectorLanes b) => new(a._x ^ b._x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes MultiplyAdd(VectorLanes a, VectorLanes b, VectorLanes c) =>
        new(Vector.MultiplyAddEstimate(a._x, b._x, c._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes MultiplyAdd(VectorLanes a, float* b, VectorLanes c) =>
        new(Vector.MultiplyAddEstimate(a._x, Vector.Load(b), c._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes MultiplyAddBroadcast(VectorLanes a, float* b, nint i, VectorLanes c) =>
        new(Vector.MultiplyAddEstimate(a._x, new Vector<float>(b[i]), c._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes Sqrt(VectorLanes x) => new(Vector.SquareRoot(x._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes Abs(VectorLanes x) => new(Vector.Abs(x._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes Min(VectorLanes a, VectorLanes b) => new(Vector.Min(a._x, b._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes Max(VectorLanes a, VectorLanes b) => new(Vector.Max(a._x, b._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes MinNative(VectorLanes a, VectorLanes b) => new(Vector.MinNative(a._x, b._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes MaxNative(VectorLanes a, VectorLanes b) => new(Vector.MaxNative(a._x, b._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes LessThan(VectorLanes a, VectorLanes b) => new(Vector.AsVectorSingle(Vector.LessThan(a._x, b._x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes LessThanOrEqual(VectorLanes a, VectorLanes b) =>
        new(Vector.AsVectorSingle(Vector.LessThanOrEqual(a._x, b._x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes GreaterThan(VectorLanes a, VectorLanes b) =>
        new(Vector.AsVectorSingle(Vector.GreaterThan(a._x, b._x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes GreaterThanOrEqual(VectorLanes a, VectorLanes b) =>
        new(Vector.AsVectorSingle(Vector.GreaterThanOrEqual(a._x, b._x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes EqualTo(VectorLanes a, VectorLanes b) => new(Vector.AsVectorSingle(Vector.Equals(a._x, b._x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes MaskOfFirst(int count) =>
        new(Vector.AsVectorSingle(Vector.LessThan(Vector<int>.Indices, Vector.Create(count))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes Select(VectorLanes mask, VectorLanes whenTrue, VectorLanes whenFalse) =>
        new(Vector.ConditionalSelect(mask._x, whenTrue._x, whenFalse._x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes DeinterleaveEven(VectorLanes a, VectorLanes b)
    {
        if (Avx2.IsSupported && Vector<float>.Count == 8)
            return new(Avx2.Permute4x64(Avx.Shuffle(a._x.AsVector256(), b._x.AsVector256(), 0x88).AsDouble(), 0xD8).AsSingle()
                .AsVector());
        if (Sse.IsSupported && Vector<float>.Count == 4)
            return new(Sse.Shuffle(a._x.AsVector128(), b._x.AsVector128(), 0x88).AsVector());
        return DeinterleaveOneByOne(a, b, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes DeinterleaveOdd(VectorLanes a, VectorLanes b)
    {
        if (Avx2.IsSupported && Vector<float>.Count == 8)
            return new(Avx2.Permute4x64(Avx.Shuffle(a._x.AsVector256(), b._x.AsVector256(), 0xDD).AsDouble(), 0xD8).AsSingle()
                .AsVector());
        if (Sse.IsSupported && Vector<float>.Count == 4)
            return new(Sse.Shuffle(a._x.AsVector128(), b._x.AsVector128(), 0xDD).AsVector());
        return DeinterleaveOneByOne(a, b, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes InterleaveLow(VectorLanes a, VectorLanes b)
    {
        if (Avx.IsSupported && Vector<float>.Count == 8)
        {
            Vector256<float> x = a._x.AsVector256(), y = b._x.AsVector256();
            return new(Avx.Permute2x128(Avx.UnpackLow(x, y), Avx.UnpackHigh(x, y), 0x20).AsVector());
        }
        if (Sse.IsSupported && Vector<float>.Count == 4)
            return new(Sse.UnpackLow(a._x.AsVector128(), b._x.AsVector128()).AsVector());
        return InterleaveOneByOne(a, b, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes InterleaveHigh(VectorLanes a, VectorLanes b)
    {
        if (Avx.IsSupported && Vector<float>.Count == 8)
        {
            Vector256<float> x = a._x.AsVector256(), y = b._x.AsVector256();
            return new(Avx.Permute2x128(Avx.UnpackLow(x, y), Avx.UnpackHigh(x, y), 0x31).AsVector());
        }
        if (Sse.IsSupported && Vector<float>.Count == 4)
            return new(Sse.UnpackHigh(a._x.AsVector128(), b._x.AsVector128()).AsVector());
        return InterleaveOneByOne(a, b, Vector<float>.Count / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes KeepWhereBits(VectorLanes x, int mask) => new(Vector.AndNot(
        x._x, Vector.AsVectorSingle(Vector.Equals(Vector.AsVectorInt32(x._x) & Vector.Create(mask), Vector<int>.Zero))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes BroadcastBits(int value) => new(Vector.AsVectorSingle(Vector.Create(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes AddBits(VectorLanes a, VectorLanes b) =>
        new(Vector.AsVectorSingle(Vector.AsVectorInt32(a._x) + Vector.AsVectorInt32(b._x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes ShiftLeftBits(VectorLanes x, int count) =>
        new(Vector.AsVectorSingle(Vector.AsVectorInt32(x._x) << count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes ShiftRightBits(VectorLanes x, int count) =>
        new(Vector.AsVectorSingle(Vector.AsVectorUInt32(x._x) >> count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes ConvertBitsToFloat(VectorLanes x) => new(Vector.ConvertToSingle(Vector.AsVectorInt32(x._x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes MultiplyEvenBits(VectorLanes a, VectorLanes b)
    {
        if (Avx2.IsSupported && Vector<float>.Count == 8)
            return new(Avx2.Multiply(a._x.AsVector256().AsUInt32(), b._x.AsVector256().AsUInt32()).AsSingle().AsVector());
        if (Sse2.IsSupported && Vector<float>.Count == 4)
            return new(Sse2.Multiply(a._x.AsVector128().AsUInt32(), b._x.AsVector128().AsUInt32()).AsSingle().AsVector());
        var low = Vector.Create(0xFFFF_FFFFUL);
        return new(Vector.AsVectorSingle((Vector.AsVectorUInt64(a._x) & low) * (Vector.AsVectorUInt64(b._x) & low)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes ShiftRightPairs(VectorLanes x, int count) =>
        new(Vector.AsVectorSingle(Vector.AsVectorUInt64(x._x) >> count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes InterleaveEven(VectorLanes even, VectorLanes odd) => new(Vector.AsVectorSingle(
        (Vector.AsVectorUInt64(even._x) & Vector.Create(0xFFFF_FFFFUL)) | (Vector.AsVectorUInt64(odd._x) << 32)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorLanes Xor(VectorLanes a, VectorLanes b, VectorLanes c) => new(a._x ^ (b._x ^ c._x));

    // Halves first, so that the order of the sum is that of a tree at every width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(VectorLanes x)
    {
        if (Vector<float>.Count == 8) return Sum(x._x.AsVector256());
        if (Vector<float>.Count == 4) return Sum(x._x.AsVector128());
        return SumOneByOne(x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum(Vector256<float> x) => Sum(x.GetLower() + x.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector128<float> x)
    {
        x += Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1));
        return x.ToScalar() + x.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Sum(Vector256<double> x)
    {
        var half = x.GetLower() + x.GetUpper();
        return half.ToScalar() + half.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SumDouble(VectorLanes x)
    {
        var sum = Vector.WidenLower(x._x) + Vector.WidenUpper(x._x);
        return Vector<float>.Count == 8 ? Sum(sum.AsVector256()) : Vector.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(VectorLanes x)
    {
        if (Vector<float>.Count == 8) return Largest(x._x.AsVector256());
        if (Vector<float>.Count == 4) return Largest(x._x.AsVector128());
        var largest = x._x[0];
        for (var i = 1; i < Vector<float>.Count; i++) largest = MathF.Max(largest, x._x[i]);
        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Largest(Vector256<float> x) => Largest(Vector128.MaxNative(x.GetLower(), x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(Vector128<float> x)
    {
        x = Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask(int count) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    private static VectorLanes DeinterleaveOneByOne(VectorLanes a, VectorLanes b, int first)
    {
        var lanes = stackalloc float[Vector<float>.Count];
        var half = Vector<float>.Count / 2;
        for (var i = 0; i < half; i++) (lanes[i], lanes[half + i]) = (a._x[2 * i + first], b._x[2 * i + first]);
        return new(Vector.Load(lanes));
    }

    private static VectorLanes InterleaveOneByOne(VectorLanes a, VectorLanes b, int start)
    {
        var lanes = stackalloc float[Vector<float>.Count];
        for (var i = 0; i < Vector<float>.Count; i++) lanes[i] = i % 2 == 0 ? a._x[start + i / 2] : b._x[start + i / 2];
        return new(Vector.Load(lanes));
    }

    private static float SumOneByOne(VectorLanes x)
    {
        var lanes = stackalloc float[Vector<float>.Count];
        Vector.Store(x._x, lanes);
        for (var half = Vector<float>.Count / 2; half > 0; half /= 2)
            for (var i = 0; i < half; i++) lanes[i] += lanes[i + half];
        return lanes[0];
    }

    private static VectorLanes LoadOneByOne(float* source, int count)
    {
        var lanes = stackalloc float[Vector<float>.Count];
        for (var i = 0; i < Vector<float>.Count; i++) lanes[i] = i < count ? source[i] : 0;
        return new(Vector.Load(lanes));
    }

    private void StoreOneByOne(float* destination, int count)
    {
        for (var i = 0; i < count; i++) destination[i] = _x[i];
    }
}
