using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>Finds a native peer by the first of its names that loads.</summary>
internal static class NativeLibraries
{
    public static bool TryLoad(out nint library, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, out library)) return true;
        library = 0;
        return false;
    }

    public static unsafe string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
