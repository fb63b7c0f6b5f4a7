using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Spans.Benchmarks.Peers.Children;

/// <summary>
/// A library in a process of its own: one persistent child for each setting and thread count, which answers one line for one line
/// and sleeps between (Scripts/peer_server.py has the protocol).
/// </summary>
internal sealed class ChildPeer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private int _questions;

    public ChildPeer(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in Native.NativeEnvironment.Distorting) start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        _process = Process.Start(start) ?? throw new PeerException($"{program} did not start.");
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Processor time used so far.</summary>
    public double ProcessorSeconds => _process.HasExited ? 0 : _process.TotalProcessorTime.TotalSeconds;

    /// <summary>What runs in the child: product, version, and the BLAS behind it.</summary>
    public (string Product, string Blas) About()
    {
        var parts = Ask("about").Split(';');
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>Builds a question there; gives its handle and the variant the child chose for it.</summary>
    public (int Id, string Variant) Prepare(string question)
    {
        var id = ++_questions;
        return (id, Ask($"prepare {id} {question}"));
    }

    public void Drop(int id) => Ask($"drop {id}");

    /// <summary>Times a question: <c>measure</c> or <c>calls</c>, and the numbers it answers with.</summary>
    public double[] Time(string verb, int id, TimeSpan window, TimeSpan leadIn)
    {
        var reply = Ask(string.Create(CultureInfo.InvariantCulture, $"{verb} {id} {window.TotalSeconds} {leadIn.TotalSeconds}"));
        return [.. reply.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }

    private string Ask(string request)
    {
        try
        {
            _process.StandardInput.WriteLine(request);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw new PeerException(Complaint("has ended"));
        }
        var reply = _process.StandardOutput.ReadLineAsync();
        if (!reply.Wait(s_patience))
        {
            _process.Kill();
            throw new PeerException(Complaint($"did not answer \"{request}\" within {s_patience.TotalSeconds} s"));
        }
        if (reply.Result is not { } line) throw new PeerException(Complaint("has ended"));
        if (line == "ok") return "";
        return line.StartsWith("ok ", StringComparison.Ordinal) ? line[3..] : throw new PeerException(line);
    }

    private string Complaint(string what)
    {
        lock (_errors)
        {
            var last = _errors.ToString().Trim().Split('\n')[^1];
            return $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} {what}. {last}".TrimEnd();
        }
    }
}

/// <summary>A peer that failed; the comparison names it and goes on.</summary>
public sealed class PeerException(string message) : Exception(message);
