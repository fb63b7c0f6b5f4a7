namespace Spans.Lanes;

/// <summary>
/// One hardware register of floats, whatever its width. Kernels and formulas are written once, generic over this, and the JIT
/// compiles them for each width. A comparison gives a mask: all bits set where true, none where false.
/// </summary>
/// <typeparam name="T">The implementing type.</typeparam>
public unsafe interface ILanes<T> where T : struct, ILanes<T>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The number of registers: 32 or 16. Kernels cut their tiles by it.</summary>
    static abstract int Registers { get; }

    /// <summary>Zero in every lane.</summary>
    static abstract T Zero { get; }

    /// <summary><paramref name="value"/> in every lane.</summary>
    static abstract T Broadcast(float value);

    /// <summary>The <see cref="Count"/> floats at <paramref name="source"/>, any alignment.</summary>
    static abstract T Load(float* source);

    /// <summary>
    /// The first <paramref name="count"/> floats at <paramref name="source"/>, then zeros; touches no other memory.
    /// </summary>
    /// <param name="source">The first float.</param>
    /// <param name="count">Between 0 and <see cref="Count"/>.</param>
    static abstract T LoadPartial(float* source, int count);

    /// <summary>Writes every lane.</summary>
    void Store(float* destination);

    /// <summary>Writes the first <paramref name="count"/> lanes and touches no other memory.</summary>
    void StorePartial(float* destination, int count);

    /// <summary>a + b.</summary>
    static abstract T operator +(T a, T b);

    /// <summary>a − b.</summary>
    static abstract T operator -(T a, T b);

    /// <summary>a · b.</summary>
    static abstract T operator *(T a, T b);

    /// <summary>a / b.</summary>
    static abstract T operator /(T a, T b);

    /// <summary>−a: the sign bit flipped.</summary>
    static abstract T operator -(T a);

    /// <summary>a + b.</summary>
    static abstract T operator +(float a, T b);

    /// <summary>a + b.</summary>
    static abstract T operator +(T a, float b);

    /// <summary>a − b.</summary>
    static abstract T operator -(float a, T b);

    /// <summary>a − b.</summary>
    static abstract T operator -(T a, float b);

    /// <summary>a · b.</summary>
    static abstract T operator *(float a, T b);

    /// <summary>a · b.</summary>
    static abstract T operator *(T a, float b);

    /// <summary>a / b.</summary>
    static abstract T operator /(float a, T b);

    /// <summary>a / b.</summary>
    static abstract T operator /(T a, float b);

    /// <summary>The bitwise and.</summary>
    static abstract T operator &(T a, T b);

    /// <summary>The bitwise or.</summary>
    static abstract T operator |(T a, T b);

    /// <summary>The bitwise exclusive or.</summary>
    static abstract T operator ^(T a, T b);

    /// <summary>a · b + c, fused where the hardware fuses.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>a · b + c with b in memory: the load rides on the instruction, which it does not once b was a value.</summary>
    static abstract T MultiplyAdd(T a, float* b, T c);

    /// <summary>a · b + c with the one float b[i] in every lane, taken from memory by the instruction.</summary>
    static abstract T MultiplyAddBroadcast(T a, float* b, nint i, T c);

    /// <summary>The square root.</summary>
    static abstract T Sqrt(T x);

    /// <summary>The sign bit cleared.</summary>
    static abstract T Abs(T x);

    /// <summary>The smaller; NaN where either is NaN (IEEE 754-2019 minimum).</summary>
    static abstract T Min(T a, T b);

    /// <summary>The larger; NaN where either is NaN (IEEE 754-2019 maximum).</summary>
    static abstract T Max(T a, T b);

    /// <summary>The smaller in one instruction: as <see cref="Min"/>, but NaN is sure to come through only from b.</summary>
    static abstract T MinNative(T a, T b);

    /// <summary>The larger in one instruction: as <see cref="Max"/>, but NaN is sure to come through only from b.</summary>
    static abstract T MaxNative(T a, T b);

    /// <summary>Mask of a &lt; b; false where either is NaN.</summary>
    static abstract T LessThan(T a, T b);

    /// <summary>Mask of a ≤ b; false where either is NaN.</summary>
    static abstract T LessThanOrEqual(T a, T b);

    /// <summary>Mask of a &gt; b; false where either is NaN.</summary>
    static abstract T GreaterThan(T a, T b);

    /// <summary>Mask of a ≥ b; false where either is NaN.</summary>
    static abstract T GreaterThanOrEqual(T a, T b);

    /// <summary>Mask of a = b; false where either is NaN.</summary>
    static abstract T EqualTo(T a, T b);

    /// <summary>
    /// Mask of the first <paramref name="count"/> lanes: what a formula makes of the zeros behind a tail must not count.
    /// </summary>
    /// <param name="count">Between 0 and <see cref="Count"/>.</param>
    static abstract T MaskOfFirst(int count);

    /// <summary>
    /// The lanes of <paramref name="whenTrue"/> where the mask is set, of <paramref name="whenFalse"/> elsewhere.
    /// </summary>
    static abstract T Select(T mask, T whenTrue, T whenFalse);

    /// <summary>The lower halves of a and b by turns: a₀ b₀ a₁ b₁ …</summary>
    static abstract T InterleaveLow(T a, T b);

    /// <summary>The upper halves of a and b by turns, the last lanes of both at the end.</summary>
    static abstract T InterleaveHigh(T a, T b);

    /// <summary>Every second lane of a, then of b, from the first on: a₀ a₂ … b₀ b₂ …</summary>
    static abstract T DeinterleaveEven(T a, T b);

    /// <summary>Every second lane of a, then of b, from the second on: a₁ a₃ … b₁ b₃ …</summary>
    static abstract T DeinterleaveOdd(T a, T b);

    /// <summary>
    /// x where any bit of <paramref name="mask"/> is set in it, elsewhere zero: for exponent bits, a flush of the tiny.
    /// </summary>
    static abstract T KeepWhereBits(T x, int mask);

    /// <summary>The bits of <paramref name="value"/> as an integer in every lane.</summary>
    static abstract T BroadcastBits(int value);

    /// <summary>The bits as integers, added.</summary>
    static abstract T AddBits(T a, T b);

    /// <summary>The bits as integers, shifted left; zeros enter.</summary>
    static abstract T ShiftLeftBits(T x, int count);

    /// <summary>The bits as unsigned integers, shifted right; zeros enter.</summary>
    static abstract T ShiftRightBits(T x, int count);

    /// <summary>The bits, read as signed integers, converted to floats.</summary>
    static abstract T ConvertBitsToFloat(T x);

    /// <summary>
    /// Each even lane's bits, as an unsigned integer, multiplied: the 64-bit product fills that lane and the next.
    /// </summary>
    static abstract T MultiplyEvenBits(T a, T b);

    /// <summary>
    /// Each pair of lanes as one 64-bit unsigned integer, shifted right: by 32, the odd lanes' bits in the even lanes.
    /// </summary>
    static abstract T ShiftRightPairs(T x, int count);

    /// <summary>The even lanes of <paramref name="even"/>, each followed by the same lane of <paramref name="odd"/>.</summary>
    static abstract T InterleaveEven(T even, T odd);

    /// <summary>a ^ b ^ c, one instruction where there is one.</summary>
    static abstract T Xor(T a, T b, T c);

    /// <summary>The sum of the lanes, always in the same order.</summary>
    static abstract float Sum(T x);

    /// <summary>The sum of the lanes, each widened to double first, always in the same order.</summary>
    static abstract double SumDouble(T x);

    /// <summary>The largest lane; any number or NaN if one is NaN.</summary>
    static abstract float Largest(T x);
}
