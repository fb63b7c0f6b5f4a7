using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Spans.Native;

/// <summary>
/// Tells files from what only looks like one: a device, a pipe, a socket. A rename would put a file in its place.
/// </summary>
internal static partial class SpecialFile
{
    private const int CurrentFolder = -100;
    private const uint TypeAndMode = 3;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Whether something is at <paramref name="path"/> that is neither file nor folder. Known on Linux only.</summary>
    internal static unsafe bool IsAt(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        var result = stackalloc byte[256];
        try
        {
            if (Stat(CurrentFolder, path, 0, TypeAndMode, result) != 0) return false;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than the call.
            return false;
        }
        // struct statx has the same layout on every machine; the mode is in its byte order.
        var bytes = new ReadOnlySpan<byte>(result + ModeOffset, sizeof(ushort));
        var mode = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return (mode & TypeMask) is not (Regular or Folder);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Stat(int folder, string path, int flags, uint mask, byte* result);
}
