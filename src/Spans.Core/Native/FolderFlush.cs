using System.Runtime.InteropServices;

namespace Spans.Native;

/// <summary>Flushes a folder's entries to disk, which a rename needs to survive a power cut. Nothing to do on Windows.</summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;

    internal static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, ReadOnly);
        // A folder that cannot be opened or flushed (some network file systems) still holds the renamed file.
        if (descriptor < 0) return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
