using System.Diagnostics;
using System.Security.Cryptography;

namespace Spans.Benchmarks.Peers.Children;

/// <summary>PyTorch without Python: libtorch_peer.cpp, compiled once where a compiler and the headers are installed.</summary>
internal static class LibTorchProgram
{
    private static readonly string s_source = Scripts.Path("libtorch_peer.cpp");

    /// <summary>The compiled program, named after its source's hash.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "spans-peers",
        $"libtorch_peer-{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(s_source)))[..12]}");

    /// <summary>Compiles it unless that was done before: about a minute.</summary>
    public static void Build()
    {
        if (File.Exists(Path)) return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        Console.Error.WriteLine("Compiling libtorch_peer.cpp, once.");
        var start = new ProcessStartInfo("g++")
        {
            RedirectStandardError = true,
            ArgumentList =
            {
                "-O3", "-march=native", "-std=c++17", "-w", "-I/usr/include/torch/csrc/api/include", s_source, "-o", Path,
                "-ltorch", "-ltorch_cpu", "-lc10",
            },
        };
        using var compiler = Process.Start(start) ?? throw new PeerException("g++ did not start.");
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new PeerException($"libtorch_peer.cpp does not compile: {errors.Split('\n')[0]}");
    }
}
