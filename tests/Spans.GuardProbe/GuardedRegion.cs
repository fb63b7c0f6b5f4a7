using System.Runtime.InteropServices;

namespace Spans.GuardProbe;

/// <summary>Pages of memory between two that may not be touched: an access outside ends the process.</summary>
internal sealed unsafe partial class GuardedRegion
{
    private const int None = 0, Read = 1, Write = 2, Private = 2, Anonymous = 0x20;
    private const int MapFailed = -1;
    private readonly nuint _bytes;
    private bool _isReadOnly;

    internal GuardedRegion(int floats)
    {
        var page = (nuint)Environment.SystemPageSize;
        _bytes = ((nuint)floats * sizeof(float) + page - 1) / page * page;
        var all = (byte*)Map(null, _bytes + 2 * page, Read | Write, Private | Anonymous, -1, 0);
        if (all == (byte*)MapFailed) throw new InvalidOperationException("mmap failed.");
        Start = (float*)(all + page);
        Length = (int)(_bytes / sizeof(float));
        Protect(all, page, None);
        Protect(all + page + _bytes, page, None);
    }

    /// <summary>The first float; the one before it is behind the wall.</summary>
    internal float* Start { get; }

    /// <summary>Floats between the walls.</summary>
    internal int Length { get; }

    internal void MakeReadOnly()
    {
        if (!_isReadOnly) Protect(Start, _bytes, Read);
        _isReadOnly = true;
    }

    internal void MakeWritable()
    {
        if (_isReadOnly) Protect(Start, _bytes, Read | Write);
        _isReadOnly = false;
    }

    private static void Protect(void* address, nuint bytes, int access)
    {
        if (ProtectPages(address, bytes, access) != 0) throw new InvalidOperationException("mprotect failed.");
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint bytes, int access, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int ProtectPages(void* address, nuint bytes, int access);
}
