using System.Diagnostics;
using System.Security.Cryptography;

namespace Spans.Benchmarks.Peers.Children;

/// <summary>
/// A peer's C++ program or library, compiled once for this machine where a compiler and the headers are installed.
/// </summary>
internal sealed class CompiledPeer(string sourceName, params string[] flags)
{
    public static CompiledPeer LibTorch { get; } =
        new("libtorch_peer.cpp", "-I/usr/include/torch/csrc/api/include", "-ltorch", "-ltorch_cpu", "-lc10");

    public static CompiledPeer Eigen { get; } = new("eigen_peer.cpp", "-I/usr/include/eigen3", "-shared", "-fPIC");

    private readonly string _source = Scripts.Path(sourceName);

    /// <summary>The result; its name holds the source's hash.</summary>
    public string Path => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "spans-peers",
        $"{System.IO.Path.GetFileNameWithoutExtension(sourceName)}-{Hash()}");

    /// <summary>Compiles it unless that was done before; half a minute for libtorch.</summary>
    /// <exception cref="PeerException">There is no compiler, or no headers.</exception>
    public void Build()
    {
        if (File.Exists(Path)) return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var start = new ProcessStartInfo("g++") { RedirectStandardError = true };
        foreach (var word in (string[])["-O3", "-march=native", "-std=c++17", "-w", _source, "-o", $"{Path}.new", .. flags])
            start.ArgumentList.Add(word);
        try
        {
            using var compiler = Process.Start(start)!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0) throw new PeerException($"{sourceName} does not compile: {errors.Split('\n')[0]}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new PeerException("there is no g++ to compile it with");
        }
        File.Move($"{Path}.new", Path, overwrite: true);
    }

    private string Hash() => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_source)))[..12];
}
