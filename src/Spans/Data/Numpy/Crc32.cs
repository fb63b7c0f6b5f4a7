namespace Spans.Data.Numpy;

/// <summary>The checksum of zip files: CRC-32 with the polynomial 0xEDB88320. Source: PKWARE's APPNOTE, 4.4.7.</summary>
internal struct Crc32()
{
    private static readonly uint[] s_table = Table();
    private uint _state = uint.MaxValue;

    internal readonly uint Value => ~_state;

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) _state = s_table[(byte)(_state ^ b)] ^ (_state >> 8);
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
